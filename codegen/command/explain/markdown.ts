import { catalogueText, matrix, section } from '../../emit/catalogue.js';
import { code, table } from '../../emit/markdown.js';
import { verdict, verdictWords } from './verdict.js';
import type { View } from './view.js';

/** The view as Markdown: for a page, or a review. */
export function asMarkdown({ catalog, single, caller }: View): string {
  const rows =
    caller === undefined
      ? []
      : catalog.tools.map((tool) => [
          code(tool.name),
          verdictWords(tool, verdict(tool, caller), code),
        ]);
  const asked = rows.length === 0 ? '' : `${table(['Tool', 'May this caller?'], rows)}\n`;
  if (single) return asked + catalog.tools.map(section).join('').trimStart();
  return asked + (caller === undefined ? catalogueText(catalog) : matrix(catalog.tools));
}
