import { oneLine } from './escape.js';

/** Text of tools.yaml in Markdown: it stays text, whatever it holds. One line, as cells of tables must be. */
export const prose = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*[\]<>|~]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/(^|\W)_|_(?=\W|$)/g, (found) => found.replace('_', '\\_'))
    .replace(/^(\d*)([#+\-=.)])/, '$1\\$2')
    .replace(/:\/\//g, ':\\/\\/');

/** A code span, whatever the text holds. */
export function code(text: string): string {
  const line = oneLine(text) || '""';
  const runs = line.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  return fence.length > 1 ? `${fence} ${line} ${fence}` : `\`${line}\``;
}

export type Row = readonly string[];

/** A table, with cells that are Markdown already. Columns in which no row says anything are left out. */
export function table(head: Row, rows: readonly Row[]): string {
  const shown = head.map((_, at) => rows.some((cells) => cells[at] !== ''));
  // A bar ends a cell even inside of a code span.
  const line = (cells: Row): string =>
    `| ${cells
      .filter((_, at) => shown[at])
      .map((cell) => cell.replace(/\\?\|/g, '\\|'))
      .join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)]
    .map((each) => `${each}\n`)
    .join('');
}
