import { Lexer } from 'yaml';
import type { Place } from '../diagnostic.js';
import { table } from '../diagnostics/index.js';
import { lint } from '../diagnostics/lint.js';
import { MARKS } from '../read/bounds.js';
import { SourceText } from '../read/text.js';

/** `# lint: allow TW6001 because …`: what a person let pass, and why. */
export interface Silence {
  readonly place: Place;
  readonly code: string;
  /** The line it is about: its own, or the next that is no comment. */
  readonly line: number;
}

/** A comment that means to be one and is not understood. */
export interface Misspelt {
  readonly place: Place;
  readonly problem: string;
}

const ASKS = /^#+\s*lint:\s*(.*)$/;
const FORM = /^allow\s+(TW\d{4}(?:\s*,\s*TW\d{4})*)\s*(?:because(?:\s+(.*\S))?)?\s*$/;

/** The comments of a file that are meant for lint. */
export function silencesOf(file: string, text: string): readonly (Silence | Misspelt)[] {
  if (!text.includes('lint:')) return [];
  const source = new SourceText(file, text);
  return commentsOf(source.text).flatMap(([at, comment]) => {
    const asked = ASKS.exec(comment)?.[1];
    if (asked === undefined) return [];
    const place = source.place(at, at + comment.length);
    return read(asked, place, lineAbout(source.text.split('\n'), place));
  });
}

function read(asked: string, place: Place, line: number): readonly (Silence | Misspelt)[] {
  const [form, codes = '', reason] = FORM.exec(asked) ?? [];
  if (form === undefined) return [{ place, problem: 'it is not understood' }];
  if (reason === undefined) return [{ place, problem: 'it gives no reason' }];
  return codes.split(/\s*,\s*/).map((code) => {
    if (Object.hasOwn(lint, code)) return { place, code, line };
    const problem = Object.hasOwn(table, code) ? 'is not of lint' : 'does not exist';
    return { place, problem: `${code} ${problem}` };
  });
}

/** A `#` inside of a string is none, so the lexer must say. */
function commentsOf(text: string): readonly (readonly [number, string])[] {
  const found: [number, string][] = [];
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    if (token.startsWith('#')) found.push([offset, token]);
    if (!MARKS.includes(token)) offset += token.length;
  }
  return found;
}

function lineAbout(lines: readonly string[], { line, column }: Place): number {
  if ((lines[line - 1] ?? '').slice(0, column - 1).trim() !== '') return line;
  const after = lines.slice(line).findIndex((each) => !/^\s*(#|$)/.test(each));
  return after === -1 ? line : line + 1 + after;
}
