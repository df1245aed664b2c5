import { Lexer } from 'yaml';
import type { Diagnostic } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import type { SourceText } from './text.js';

/** Largest tools.yaml, in UTF-8 bytes, and deepest nesting: held before the parser sees the text. */
export const MAX_BYTES = 1024 * 1024;
export const MAX_DEPTH = 100;

/** Tokens of the lexer that stand for no text. */
export const MARKS: readonly string[] = ['\x02', '\x18', '\x1f'];

/** What YAML calls not printable (YAML 1.2.2, 5.1), a lone carriage return, and half a character. */
const unprintable = /(?![\t\n\r\u0085])\p{Cc}|\r(?!\n)|\p{Cs}|[\uFFFE\uFFFF]/u;

/** The diagnostic of a text that must not reach the lexer; undefined where it may. */
export function bounds(source: SourceText): Diagnostic | undefined {
  const bytes = Buffer.byteLength(source.text);
  if (bytes > MAX_BYTES) return diagnose('TW1001', source.place(0, 1), { bytes, most: MAX_BYTES });
  const bad = unprintable.exec(source.text);
  if (!bad) return undefined;
  const character = codePoint(bad[0]);
  return diagnose('TW1019', source.place(bad.index, bad.index + 1), { character });
}

/** U+0007 */
export const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** What the lexer finds too deep, and where. */
export class TooDeep extends Error {
  readonly offset: number;
  constructor(offset: number) {
    super('too deep');
    this.offset = offset;
  }
}

/**
 * The tokens of a text; throws `TooDeep` before the one that nests too deeply: the parser is recursive, and a hostile
 * text would exhaust its stack. Open brackets count, and outside of them every column at which a block collection is
 * open.
 */
export function* tokens(text: string): Generator<string> {
  const depth = new Depth();
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '\x18') depth.flow = 0;
    if (!MARKS.includes(token)) {
      depth.token(token, offset);
      if (depth.value > MAX_DEPTH) throw new TooDeep(offset);
      offset += token.length;
    }
    yield token;
  }
}

class Depth {
  flow = 0;
  #lineStart = 0;
  #columns: number[] = [];
  /** Only a broken text has more than one on a line: the parser nests all the same. */
  #colons = 0;
  #opening = true;

  get value(): number {
    return this.flow + this.#columns.length + this.#colons;
  }

  token(token: string, offset: number): void {
    if (token.includes('\n')) this.#newLine(offset + token.lastIndexOf('\n') + 1);
    else if (token === '[' || token === '{') this.flow++;
    else if (token === ']' || token === '}') this.flow = Math.max(0, this.flow - 1);
    else if (this.flow === 0 && token.trim() !== '') this.#block(token, offset - this.#lineStart);
  }

  #newLine(start: number): void {
    this.#lineStart = start;
    this.#colons = 0;
    this.#opening = true;
  }

  #block(token: string, column: number): void {
    const indicator = token === '-' || token === '?';
    if (token === ':') this.#colons++;
    if (!indicator && !this.#opening) return;
    while ((this.#columns.at(-1) ?? -1) >= column) this.#columns.pop();
    this.#columns.push(column);
    this.#opening = indicator;
  }
}
