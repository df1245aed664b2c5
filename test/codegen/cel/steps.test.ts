import { expect, test } from 'vitest';
import { textFault } from '../../../codegen/cel/expression.js';
import { stepsOn } from '../../../codegen/cel/steps.js';
import { compile } from '../../../src/rules/cel/compile.js';

const list = (length: number) => Array.from({ length }, (_, at) => at);
const args = {
  long: list(1000),
  short: list(10),
  orders: list(10).map(() => ({ items: list(5) })),
};
const fields = {
  long: { list: 'int' },
  short: { list: 'int' },
  orders: { list: { object: { items: { list: 'int' } } } },
} as const;

/** Between the least and the most that a person would count. */
test.each([
  ['size(args.long) > 3', 1, 10],
  ['args.long.all(a, a > 1)', 1_000, 10_000],
  ['args.short.all(a, args.short.all(b, a > b))', 100, 1_000],
  // The items of each order, however long another list is.
  ['args.orders.all(o, o.items.all(i, i > 1))', 50, 500],
  ['args.short.filter(a, a > 1).all(a, a > 1)', 20, 200],
  // Of what is made in between, the size is not known.
  ['args.short.map(a, a + 1).all(a, a > 1)', 1_000, 10_000],
  ['args.short.all(a, a in args.long)', 10_000, 100_000],
  ['[1, 2, 3].all(a, [1, 2].all(b, a > b))', 6, 60],
  ['args.long.all(a, args.long.all(b, args.long.all(c, a > b)))', 1e9, 1e10],
] as const)('%s', (source, least, most) => {
  const steps = stepsOn(args, compile(source, fields).ast);
  expect(steps).toBeGreaterThanOrEqual(least);
  expect(steps).toBeLessThanOrEqual(most);
});

test('lists that are written in a condition are gone through whatever the arguments are', () => {
  const through = (lists: number) =>
    list(lists).reduceRight(
      (within, at) => `[1, 2, 3, 4, 5, 6, 7, 8].all(v${at}, ${within})`,
      'true',
    );
  const found = (lists: number) => textFault(through(lists))?.kind;
  expect([2, 5, 8].map(found)).toEqual([undefined, undefined, 'syntax']);
});
