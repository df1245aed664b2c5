import { catalogueText, matrix, section } from '../../emit/catalogue.js';
import { code, prose, table } from '../../emit/markdown.js';
import { loweringLines, loweringOf } from './lowering.js';
import { tokenCells, tokenHead, tokenNote } from './tokens.js';
import { verdict, verdictWords } from './verdict.js';
import type { View } from './view.js';

/** The view as Markdown: for a page, or a review. */
export function asMarkdown(view: View): string {
  const { catalog, single, caller } = view;
  const rows =
    caller === undefined
      ? []
      : catalog.tools.map((tool) => [
          code(tool.name),
          verdictWords(tool, verdict(tool, caller), code),
        ]);
  const asked = rows.length === 0 ? '' : `${table(['Tool', 'May this caller?'], rows)}\n`;
  const lowering = loweringTable(view);
  if (single) return asked + catalog.tools.map(section).join('').trimStart() + lowering;
  const told = caller === undefined ? catalogueText(catalog) : matrix(catalog.tools);
  const tokens = table(
    tokenHead,
    view.tokens.rows.map(tokenCells).map((row) => row.map(prose)),
  );
  return `${asked}${told}\n${tokens}\n${tokenNote(view.tokens)}\n${lowering}`;
}

function loweringTable({ lowering, catalog, whole }: View): string {
  if (!lowering) return '';
  const rows = catalog.tools.flatMap((tool) =>
    loweringOf(tool, whole.tools).map((each) => [
      code(tool.name),
      each.provider,
      loweringLines(each).map(prose).join('; ') || 'as it is',
    ]),
  );
  return `\n${table(['Tool', 'Provider', 'What becomes of its schema'], rows)}`;
}
