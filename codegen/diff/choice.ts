import type { Json, JsonObject } from '../../src/json.js';

/** More are not tried: cases, or ways to choose. */
export const MOST_CASES = 20_000;

export type Choice = readonly [path: string, values: readonly (Json | undefined)[]];

/** Of too many ways, the first that are taken, and how many are drawn. */
const FIRST = 5_000;
const DRAWN = 10_000;

/**
 * Every way to choose one value for each path, as nested objects. Of too many the first, which differ in what stands
 * last, and more that are drawn: the same ones every time.
 */
export function product(choices: readonly Choice[]) {
  const all = choices.reduce((count, [, values]) => count * values.length, 1);
  const whole = all <= MOST_CASES;
  const draw = drawing();
  const cases = [
    ...listOf(whole ? all : FIRST, (nth) => choose(choices, digitsOf(nth))),
    ...listOf(whole ? 0 : DRAWN, () => choose(choices, (of) => Math.floor(draw() * of))),
  ];
  return { cases, whole };
}

const listOf = <T>(length: number, make: (nth: number) => T): T[] =>
  Array.from({ length }, (_, nth) => make(nth));

/** One value for each path, the last path first. */
function choose(choices: readonly Choice[], pick: (of: number) => number): JsonObject {
  return choices.reduceRight<JsonObject>(
    (set, [path, values]) => put(set, path.split('.'), values[pick(values.length)]),
    {},
  );
}

/** The digits of a number whose places count to different ends, the last first. */
function digitsOf(number: number): (of: number) => number {
  let rest = number;
  return (of) => {
    const digit = rest % of;
    rest = Math.floor(rest / of);
    return digit;
  };
}

/** Numbers in [0, 1) that look like chance and repeat: MINSTD (Park and Miller, 1988). */
function drawing(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function put(
  object: JsonObject,
  [key = '', ...way]: string[],
  value: Json | undefined,
): JsonObject {
  if (value === undefined) return object;
  const inner = object[key];
  const below = typeof inner === 'object' && inner !== null ? (inner as JsonObject) : {};
  return { ...object, [key]: way.length === 0 ? value : put(below, way, value) };
}
