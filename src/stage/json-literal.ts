import { pointerStep } from '../json.js';
import type { Fault } from './json-value.js';

/**
 * Finds what a parsed value no longer shows: a key that stands twice, and an integer that a double cannot hold. Slow,
 * and asked only where the value or the count of members gives cause. The text must be valid JSON.
 */
export function literalFault(text: string): Fault | undefined {
  return new Reader(text).value('');
}

const NUMBER = /-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const SPACE = /[\t\n\r ]*/y;
const WORD = /[a-z]+/y;

class Reader {
  readonly #text: string;
  #at = 0;
  constructor(text: string) {
    this.#text = text;
  }

  value(path: string): Fault | undefined {
    const first = this.#peek();
    if (first === '{') return this.#object(path);
    if (first === '[') return this.#array(path);
    if (first === '"') this.#take(STRING);
    else if (first === '-' || (first >= '0' && first <= '9')) return this.#number(path);
    else this.#take(WORD);
    return undefined;
  }

  #object(path: string): Fault | undefined {
    const keys = new Set<string>();
    this.#at++;
    while (this.#peek() !== '}') {
      const key = JSON.parse(this.#take(STRING)) as string;
      const place = path + pointerStep(key);
      if (keys.has(key)) return { path: place, message: 'This key stands twice.' };
      keys.add(key);
      this.#skip(':');
      const fault = this.value(place);
      if (fault) return fault;
      this.#skip(',');
    }
    this.#at++;
    return undefined;
  }

  #array(path: string): Fault | undefined {
    this.#at++;
    for (let index = 0; this.#peek() !== ']'; index++) {
      const fault = this.value(path + pointerStep(index));
      if (fault) return fault;
      this.#skip(',');
    }
    this.#at++;
    return undefined;
  }

  /** With an exponent it was meant as an approximate number; without, every digit was. */
  #number(path: string): Fault | undefined {
    const literal = this.#take(NUMBER);
    const value = Number(literal);
    const exact = !Number.isInteger(value) || Number.isSafeInteger(value) || /e/i.test(literal);
    return exact ? undefined : { path, message: UNSAFE_INTEGER };
  }

  #peek(): string {
    this.#take(SPACE);
    return this.#text[this.#at] ?? '';
  }

  #skip(mark: string): void {
    if (this.#peek() === mark) this.#at++;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }
}

export const UNSAFE_INTEGER =
  'This integer is beyond 9007199254740991 and would change on the way. Send it as a string, if the schema takes one.';
