import type { Place } from '../diagnostic.js';
import type { Gap, Text } from './input.js';

/** A tool as it stands in a file: from the line of its name to the one before the next tool. */
export interface Piece {
  readonly name: string;
  readonly text: string;
  /** Where its name stands. */
  readonly place: Place;
  readonly start: number;
  readonly end: number;
  /** How many lines it has. */
  readonly lines: number;
}

/** A text and the tools in it. */
export interface Cut {
  readonly text: string;
  readonly pieces: readonly Piece[];
  /** Where `tools:` stands, and where the line after it begins. */
  readonly section?: { readonly place: Place; readonly start: number; readonly end: number };
}

/** `tools:` on a line of its own, and the name of a tool. Everything else is for the parser. */
const SECTION = /tools:[ \t]*(?:#.*)?\r?$/my;
const NAME = /([A-Za-z_]\w*):(?=[ \t\r\n]|$)/y;

/**
 * Cuts a text before every line that names a tool: those under `tools:` with the least indentation. Undefined where a
 * line does not fit in. Whether the cuts are right shows only when the pieces are read.
 */
export function cut(file: string, text: string): Cut | undefined {
  const names: { readonly name: string; readonly start: number; readonly place: Place }[] = [];
  let section: Cut['section'];
  let [inside, indent, end] = [false, 0, text.length];
  for (const { start, first, next, number } of linesOf(text)) {
    const column = first - start;
    if (column === 0) {
      if (inside) end = start;
      inside = matchAt(SECTION, text, start) !== null;
      if (inside && section) return undefined;
      if (inside)
        section = { place: { file, line: number, column: 1, length: 5 }, start, end: next };
    } else if (inside) {
      indent ||= column;
      if (column > indent) continue;
      const name = column === indent ? matchAt(NAME, text, first)?.[1] : undefined;
      if (name === undefined) return undefined;
      const place = { file, line: number, column: column + 1, length: name.length };
      names.push({ name, start, place });
    }
  }
  const pieces = names.map(({ name, start, place }, index) => {
    const stop = names[index + 1]?.start ?? end;
    const own = text.slice(start, stop);
    return { name, place, start, end: stop, text: own, lines: own.split('\n').length - 1 };
  });
  return { text, pieces, ...(section && { section }) };
}

/** Lines that say something: where they start, where their first visible character is, and their number from 1. */
function* linesOf(text: string) {
  let number = 0;
  for (let start = 0, next = 0; start < text.length; start = next) {
    next = text.indexOf('\n', start) + 1 || text.length;
    number += 1;
    let first = start;
    while (text[first] === ' ') first += 1;
    const empty = first === text.length || '#\r\n'.includes(text[first] as string);
    if (!empty) yield { start, first, next, number };
  }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The text without the other pieces, and a comment for them: it ends whatever stands before it. */
export function only(kept: ReadonlySet<Piece>, { text, pieces, section }: Cut): Text {
  const without = new Without(text);
  // Nothing under `tools:` would be a fault of its own.
  if (section && !pieces.some((piece) => kept.has(piece)))
    without.put('tools: {}\n', { ...section, lines: 1 });
  let first: Piece | undefined;
  let lines = 0;
  for (const [index, piece] of pieces.entries()) {
    if (kept.has(piece)) continue;
    first ??= piece;
    lines += piece.lines;
    const next = pieces[index + 1];
    if (next && !kept.has(next)) continue;
    without.put('#\n', { start: first.start, end: piece.end, lines });
    first = undefined;
    lines = 0;
  }
  return without.end();
}

/** A text in the making, of which parts are taken out. */
class Without {
  readonly #text: string;
  readonly #gaps: Gap[] = [];
  #made = '';
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** One line instead of a part. */
  put(line: string, { start, end, lines }: Pick<Piece, 'start' | 'end' | 'lines'>): void {
    this.#made += this.#text.slice(this.#at, start) + line;
    this.#gaps.push({ at: this.#made.length, lines: lines - 1 });
    this.#at = end;
  }

  end(): Text {
    return { text: this.#made + this.#text.slice(this.#at), gaps: this.#gaps };
  }
}

/** The text without its tools. */
export function rest({ text, pieces }: Cut): string {
  const [first, last] = [pieces[0], pieces.at(-1)];
  return first && last ? text.slice(0, first.start) + text.slice(last.end) : text;
}
