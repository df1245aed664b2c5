import { expect, test } from 'vitest';
import { MOST_CASES, product } from '../../../codegen/diff/choice.js';
import { comparePermission } from '../../../codegen/diff/permission.js';
import type { ExpressionIr } from '../../../codegen/ir.js';

test('every way, what stands last differing first; what is undefined is absent', () => {
  const { cases, whole } = product([
    ['a.b', [1, undefined]],
    ['c', ['x', 'y', 'z']],
  ]);
  expect(whole).toBe(true);
  expect(cases).toEqual([
    { a: { b: 1 }, c: 'x' },
    { a: { b: 1 }, c: 'y' },
    { a: { b: 1 }, c: 'z' },
    { c: 'x' },
    { c: 'y' },
    { c: 'z' },
  ]);
  expect(product([]).cases).toEqual([{}]);
  expect(product([['a', []]]).cases).toEqual([]);
});

test('of too many some, the same every time, and each value of each', () => {
  const digits = Array.from({ length: 10 }, (_, at) => at);
  const choices = digits.map((at) => [`p${at}`, digits] as const);
  const { cases, whole } = product(choices);
  expect(whole).toBe(false);
  expect(cases.length).toBeLessThan(MOST_CASES);
  expect(product(choices).cases).toEqual(cases);
  for (const [name] of choices)
    expect(new Set(cases.map((each) => each[name])).size).toBe(digits.length);
});

const names = (kind: string) => Array.from({ length: 14 }, (_, at) => `${kind}_${at}`);
const condition = (sources: readonly string[]): ExpressionIr => ({
  source: sources.join(' && '),
  usesArgs: false,
  types: {},
});
const level = (sources: readonly string[]) => ({
  permission: {
    name: 'wide',
    public: false,
    authenticated: true,
    shadow: false,
    roles: names('role'),
    scopes: names('scope'),
    allow: [condition(sources)],
  },
});

test('many roles, scopes and attributes at once: some cases, and an answer', () => {
  const all = names('a').map((name) => `caller.attributes.${name} != 'x'`);
  const widened = comparePermission(level(all), level(all.slice(1)));
  expect(widened.outcome).toBe('widened');
  // One who has it as it was forbidden, or not at all.
  expect(widened.more?.caller?.attributes.a_0 ?? 'x').toBe('x');
  expect(widened.tried).toBeLessThanOrEqual(MOST_CASES);
  expect(comparePermission(level(all.slice(1)), level(all)).outcome).toBe('undecided');
});
