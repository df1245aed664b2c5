import type { Place } from '../diagnostic.js';
import type { SourceNode } from '../source.js';

/**
 * The place of a part of a string of tools.yaml: from character `start` to `end` of its value. YAML may fold lines,
 * strip indentation and escape characters, so value and text are aligned by what is not white space; where they do not
 * agree, as where an alias stands for the string, the whole of it is pointed at.
 */
export function placeWithin(node: SourceNode, start: number, end: number): Place {
  const { written, json, place } = node;
  if (written === undefined || typeof json !== 'string') return place;
  const inks = inkOf(written);
  const value = [...inked(json)];
  if (inks.length !== value.length) return place;
  if (inks.some((ink, index) => ink.char !== value[index]?.char)) return place;
  const first = value.findIndex((ink) => ink.at >= start);
  if (first === -1) return place;
  const last = Math.max(
    first,
    value.findLastIndex((ink) => ink.at < end),
  );
  return locate(written, place, (inks[first] as Ink).at, (inks[last] as Ink).end);
}

/** A character that is not white space, and where it stands. */
interface Ink {
  readonly char: string;
  readonly at: number;
  /** Behind it: more than one further where it is escaped. */
  readonly end: number;
}

function* inked(text: string, from = 0): Iterable<Ink> {
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if (!isSpace(char)) yield { char, at, end: at + 1 };
  }
}

const isSpace = (char: string): boolean => char.trim() === '';

/** The ink of a scalar as written, its quotes, header and escapes resolved. */
function inkOf(written: string): readonly Ink[] {
  if (written.startsWith('"')) return [...doubleQuoted(written)];
  if (written.startsWith("'")) return [...singleQuoted(written)];
  const block = /^[|>][^\n]*\n/.exec(written);
  return [...inked(written, block ? block[0].length : 0)];
}

function* singleQuoted(written: string): Iterable<Ink> {
  const end = written.length - 1;
  for (let at = 1; at < end; at++) {
    const char = written.charAt(at);
    if (char === "'") at++;
    if (!isSpace(char)) yield { char, at, end: at + 1 };
  }
}

/** https://yaml.org/spec/1.2.2/#57-escaped-characters: a code in hexadecimal, or one character that stands for one. */
const ESCAPE =
  /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U(00(?:0[\da-fA-F]|10)[\da-fA-F]{4})|(.))|./sy;
const NAMED: Readonly<Record<string, string>> = {
  ...{ '0': '\0', a: '\x07', b: '\b', t: '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\x1b' },
  ...{ N: '\x85', _: '\xa0', L: '\u2028', P: '\u2029' },
};

function* doubleQuoted(written: string): Iterable<Ink> {
  const end = written.length - 1;
  for (let at = 1; at < end; ) {
    ESCAPE.lastIndex = at;
    const [all, x, u, U, named] = ESCAPE.exec(written) as RegExpExecArray as string[];
    const code = x ?? u ?? U;
    const meant = code ? String.fromCodePoint(Number.parseInt(code, 16)) : undefined;
    const text = meant ?? (named === undefined ? all : (NAMED[named] ?? named)) ?? '';
    const next = at + (all?.length ?? 1);
    for (const { char } of inked(text)) yield { char, at, end: next };
    at = next;
  }
}

function locate(written: string, place: Place, from: number, to: number): Place {
  const before = written.slice(0, from).split('\n');
  const inLine = before.at(-1)?.length ?? 0;
  const line = place.line + before.length - 1;
  const column = before.length === 1 ? place.column + inLine : inLine + 1;
  const lineEnd = written.indexOf('\n', from);
  const until = lineEnd === -1 ? to : Math.min(to, lineEnd);
  return { file: place.file, line, column, length: Math.max(1, until - from) };
}
