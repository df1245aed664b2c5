import { inheritsAny, pointerStep } from '../json.js';
import { DEEPEST, MOST_VALUES } from './json-text.js';

/** What makes a value unfit, and where (JSON Pointer). */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

/** What is counted on the way through a value. */
export interface Tally {
  members: number;
  values: number;
  /** Saw an integer that a double may not hold exactly. */
  unsafe: boolean;
  /** Strings may hold what I-JSON forbids. */
  readonly strings: boolean;
  /** As `inheritsAny` says. */
  readonly inherited: boolean;
}

export const newTally = (strings: boolean): Tally => ({
  members: 0,
  values: 0,
  unsafe: false,
  strings,
  inherited: inheritsAny(),
});

/** NUL, and halves of surrogate pairs: stores and hashes disagree on them (RFC 7493 §2.1). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what it looks for.
const UNFIT = /[\u0000\p{Surrogate}]/u;

/** The first thing in a value that I-JSON does not take, of a value made by `JSON.parse` or by a program. */
export function valueFault(value: unknown, tally: Tally, depth = 0): Fault | undefined {
  if (++tally.values > MOST_VALUES) return { path: '', message: TOO_MANY };
  switch (typeof value) {
    case 'string':
      return tally.strings ? textFault(value) : undefined;
    case 'number':
      if (Number.isSafeInteger(value)) return undefined;
      if (!Number.isFinite(value)) return { path: '', message: 'This number is too large.' };
      if (Number.isInteger(value)) tally.unsafe = true;
      return undefined;
    case 'boolean':
      return undefined;
    case 'object':
      return value === null ? undefined : containerFault(value, tally, depth + 1);
    default:
      return { path: '', message: `This is no JSON value but a ${typeof value}.` };
  }
}

const textFault = (text: string): Fault | undefined =>
  UNFIT.test(text)
    ? { path: '', message: 'Holds a NUL character or half of a surrogate pair.' }
    : undefined;

function containerFault(value: object, tally: Tally, depth: number): Fault | undefined {
  if (depth > DEEPEST) return { path: '', message: TOO_DEEP };
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const fault = valueFault(value[index], tally, depth);
      if (fault) return under(index, fault);
    }
    return undefined;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    return { path: '', message: 'This is no plain JSON object.' };
  return membersFault(value as Record<string, unknown>, tally, depth);
}

function membersFault(
  value: Record<string, unknown>,
  tally: Tally,
  depth: number,
): Fault | undefined {
  // Half the time of Object.keys.
  for (const key in value) {
    if (tally.inherited && !Object.hasOwn(value, key)) continue;
    tally.members++;
    if (key === '__proto__') return { path: '/__proto__', message: 'This key is not allowed.' };
    const fault = (tally.strings && textFault(key)) || valueFault(value[key], tally, depth);
    if (fault) return under(key, fault);
  }
  return undefined;
}

const under = (step: string | number, { path, message }: Fault): Fault => ({
  path: pointerStep(step) + path,
  message,
});

export const TOO_DEEP = `Is nested more than ${DEEPEST} levels deep.`;
export const TOO_MANY = `Holds more than ${MOST_VALUES} values.`;
