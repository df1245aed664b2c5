import { type CharSet, classes, complement, union } from './set.js';
import { Unsupported } from './unsupported.js';

/** A regular expression of JavaScript under the flag u, without what a linear engine cannot run. */
export type Pattern =
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'sequence' | 'choice'; readonly of: readonly Pattern[] }
  | { readonly kind: 'repeat'; readonly of: Pattern; readonly least: number; readonly most: number }
  | { readonly kind: 'start' | 'end' | 'word' | 'notWord' };

const empty: Pattern = { kind: 'sequence', of: [] };
const single = (code: number): CharSet => ({
  ranges: [[code, code]],
  properties: [],
  negated: false,
});

const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, 0: 0, b: 8 };

/** Reads a pattern that `new RegExp(source, 'u')` takes: mistakes were caught there. Throws `Unsupported`. */
export function parsePattern(source: string): Pattern {
  return new Reader([...source]).choice();
}

class Reader {
  readonly #chars: readonly string[];
  #at = 0;
  constructor(chars: readonly string[]) {
    this.#chars = chars;
  }

  #peek(text: string): boolean {
    return this.#chars.slice(this.#at, this.#at + text.length).join('') === text;
  }

  #take(text: string): boolean {
    const is = this.#peek(text);
    if (is) this.#at += text.length;
    return is;
  }

  #next(): string {
    const char = this.#chars[this.#at] ?? '';
    this.#at += 1;
    return char;
  }

  /** The text up to and with `end`. */
  #until(end: string): string {
    const from = this.#at;
    while (this.#at < this.#chars.length && this.#chars[this.#at] !== end) this.#at += 1;
    this.#at += 1;
    return this.#chars.slice(from, this.#at - 1).join('');
  }

  choice(): Pattern {
    const of = [this.#sequence()];
    while (this.#take('|')) of.push(this.#sequence());
    return of.length === 1 ? (of[0] ?? empty) : { kind: 'choice', of };
  }

  #sequence(): Pattern {
    const of: Pattern[] = [];
    while (this.#at < this.#chars.length && !this.#peek('|') && !this.#peek(')'))
      of.push(this.#repeated(this.#atom()));
    return { kind: 'sequence', of };
  }

  #repeated(of: Pattern): Pattern {
    const bounds = this.#bounds();
    if (!bounds) return of;
    this.#take('?');
    return { kind: 'repeat', of, least: bounds[0], most: bounds[1] };
  }

  #bounds(): readonly [number, number] | undefined {
    if (this.#take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.#take('?')) return [0, 1];
    if (!this.#take('{')) return undefined;
    const [least = '', most] = this.#until('}').split(',');
    const low = Number(least);
    return [low, most === undefined ? low : most === '' ? Number.POSITIVE_INFINITY : Number(most)];
  }

  #atom(): Pattern {
    if (this.#take('(')) return this.#group();
    if (this.#take('[')) return { kind: 'set', set: this.#class() };
    if (this.#take('.')) return { kind: 'set', set: complement(classes.lineEnd) };
    if (this.#take('^')) return { kind: 'start' };
    if (this.#take('$')) return { kind: 'end' };
    if (this.#take('\\')) return this.#escapeAtom();
    return { kind: 'set', set: single(this.#next().codePointAt(0) ?? 0) };
  }

  #group(): Pattern {
    for (const look of ['?=', '?!', '?<=', '?<!'])
      if (this.#peek(look)) throw new Unsupported('it looks ahead or behind');
    if (this.#take('?<')) this.#until('>');
    else if (this.#peek('?') && !this.#take('?:')) throw new Unsupported('it changes flags inside');
    const inside = this.choice();
    this.#take(')');
    return inside;
  }

  #escapeAtom(): Pattern {
    if (this.#take('b')) return { kind: 'word' };
    if (this.#take('B')) return { kind: 'notWord' };
    if (this.#peek('k') || /^[1-9]$/.test(this.#chars[this.#at] ?? ''))
      throw new Unsupported('it refers back to a group');
    return { kind: 'set', set: this.#escape() };
  }

  /** After a backslash. */
  #escape(): CharSet {
    const char = this.#next();
    if (/^[dDwWsS]$/.test(char)) return classes[char as 'd' | 'D' | 'w' | 'W' | 's' | 'S'];
    if (char === 'p' || char === 'P') {
      this.#take('{');
      const properties = [this.#until('}')];
      return { ranges: [], properties, negated: char === 'P' };
    }
    if (char === 'c') return single((this.#next().codePointAt(0) ?? 0) % 32);
    if (char === 'x') return single(Number.parseInt(this.#next() + this.#next(), 16));
    if (char === 'u') return single(this.#unicode());
    return single(controls[char] ?? char.codePointAt(0) ?? 0);
  }

  #unicode(): number {
    if (this.#take('{')) return Number.parseInt(this.#until('}'), 16);
    const four = () => Number.parseInt([1, 2, 3, 4].map(() => this.#next()).join(''), 16);
    const high = four();
    if (high < 0xd800 || high > 0xdbff || !this.#peek('\\u')) return high;
    const back = this.#at;
    this.#at += 2;
    const low = four();
    if (low >= 0xdc00 && low <= 0xdfff) return (high - 0xd800) * 0x400 + (low - 0xdc00) + 0x10000;
    this.#at = back;
    return high;
  }

  #class(): CharSet {
    const negated = this.#take('^');
    let found: CharSet = { ranges: [], properties: [], negated: false };
    while (this.#at < this.#chars.length && !this.#take(']')) {
      const from = this.#classAtom();
      const low = this.#peek('-') && !this.#peek('-]') ? from.ranges[0]?.[0] : undefined;
      if (low === undefined) {
        found = union(found, from);
        continue;
      }
      this.#take('-');
      const high = this.#classAtom().ranges[0]?.[1] ?? low;
      found = union(found, { ranges: [[low, high]], properties: [], negated: false });
    }
    return negated ? complement(found) : found;
  }

  #classAtom(): CharSet {
    return this.#take('\\') ? this.#escape() : single(this.#next().codePointAt(0) ?? 0);
  }
}
