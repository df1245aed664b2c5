import { diagnose } from '../diagnostics/index.js';
import type { Report } from '../report.js';
import type { SourceNode } from '../source.js';

/** Of `function.description` in Chat Completions (OpenAI API reference). */
const MOST_CHARACTERS = 1024;

/** What compiles and a provider refuses all the same. */
export function checkProviders(root: SourceNode, report: Report): void {
  for (const [tool, node] of root.get('tools')?.entries() ?? []) {
    const description = node.get('description');
    const text = description?.json;
    if (typeof text !== 'string' || text.length <= MOST_CHARACTERS) continue;
    const values = { tool, length: text.length, most: MOST_CHARACTERS };
    report.add(diagnose('TW5001', description?.place, values));
  }
}
