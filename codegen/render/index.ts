import type { Diagnostic } from '../diagnostic.js';
import { github } from './github.js';
import { pretty, type SourceOf } from './pretty.js';

export { safe } from './cells.js';
export { github, pretty, type SourceOf };

export const formats = ['pretty', 'json', 'github'] as const;
export type Format = (typeof formats)[number];

/** All diagnostics in one format, ready to print; `json` is one array, of shape `Diagnostic`. */
export function render(
  format: Format,
  diagnostics: readonly Diagnostic[],
  sourceOf: SourceOf,
  color = false,
): string {
  if (format === 'json') return `${JSON.stringify(diagnostics, null, 2)}\n`;
  if (format === 'github') return diagnostics.map(github).join('');
  return diagnostics.map((each) => pretty(each, sourceOf, color)).join('\n');
}
