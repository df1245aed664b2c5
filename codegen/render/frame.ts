import { type Cell, cellsOf } from './cells.js';

/** Terminal columns of a source line that are shown; the rest of a longer one is cut. */
const MAX_WIDTH = 96;

export interface Frame {
  readonly line: string;
  /** As wide as what stands before the marked part. */
  readonly indent: string;
  /** As wide as the marked part, at least 1. */
  readonly width: number;
}

/** What is looked at of a line of a megabyte: characters on both sides of the place. */
const NEAR = 2000;

/** A line of source and where to mark it. `column` is 1-based; both are in UTF-16 units. */
export function frame(whole: string, place: number, length: number): Frame {
  const skipped = Math.max(0, place - NEAR);
  const line = whole.slice(skipped, place + NEAR);
  const column = place - skipped;
  const cells = cellsOf(line);
  const start = cellAt(cells, column - 1);
  const end = cellAt(cells, column - 1 + length);
  const from = firstShown(cells, start, end);
  const to = lastShown(cells, from);
  const text = cells.slice(from, to).map((cell) => cell.text);
  const before = widthOf(cells.slice(from, start)) + (from > 0 ? 2 : 0);
  return {
    line: `${from > 0 ? '… ' : ''}${text.join('')}${to < cells.length ? ' …' : ''}`.trimEnd(),
    indent: ' '.repeat(before),
    width: Math.max(1, widthOf(cells.slice(start, Math.min(end, to)))),
  };
}

const widthOf = (cells: readonly Cell[]): number =>
  cells.reduce((sum, cell) => sum + cell.width, 0);

function cellAt(cells: readonly Cell[], units: number): number {
  let passed = 0;
  const at = cells.findIndex((cell) => {
    passed += cell.units;
    return passed > units;
  });
  return at < 0 ? cells.length : at;
}

/** Where to begin so that the marked part is seen with something before it. */
function firstShown(cells: readonly Cell[], start: number, end: number): number {
  if (widthOf(cells) <= MAX_WIDTH || widthOf(cells.slice(0, end)) <= MAX_WIDTH) return 0;
  let [from, room] = [start, MAX_WIDTH / 3];
  while (from > 0 && room > 0) room -= cells[--from]?.width ?? 0;
  return from;
}

function lastShown(cells: readonly Cell[], from: number): number {
  let [to, room] = [from, MAX_WIDTH];
  while (to < cells.length && room > 0) room -= cells[to++]?.width ?? 0;
  return to;
}
