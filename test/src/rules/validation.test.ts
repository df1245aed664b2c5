import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { equal, isMultiple, ucs2length } from '../../../src/rules/validation.js';

test('a length is a count of code points, lone surrogates included', () => {
  const half = fc.constantFrom('a', '\ud83d', '\ude00', '\u{1F600}', '\u00e9');
  const texts = fc.array(half, { maxLength: 20 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(texts, (text) => ucs2length(text) === [...text].length),
    { seed: 7 },
  );
});

test('equal is the equality of JSON', () => {
  const pair = fc.tuple(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }));
  fc.assert(
    fc.property(pair, ([a, b]) => {
      const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;
      expect(equal(plain(a), plain(b))).toBe(isDeepStrictEqual(plain(a), plain(b)));
      expect(equal(plain(a), plain(a))).toBe(true);
    }),
    { seed: 7 },
  );
});

test.each<[unknown, unknown, boolean]>([
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [[1, 2], [2, 1], false],
  [[], {}, false],
  [{ toString: 1 }, {}, false],
  [{ a: undefined }, { b: undefined }, false],
  [0, -0, true],
  [1, true, false],
  [null, {}, false],
])('%j and %j: %s', (a, b, same) => {
  expect(equal(a, b)).toBe(same);
});

test('a multiple of a decimal is one however large it is, and its neighbour is none', () => {
  const amounts = fc.tuple(fc.bigInt(-(10n ** 14n), 10n ** 14n), fc.integer({ min: 0, max: 9 }));
  fc.assert(
    fc.property(amounts, ([count, digits]) => {
      const [value, step] = [Number(`${count}e-${digits}`), Number(`1e-${digits}`)];
      expect(isMultiple(value, step)).toBe(true);
      expect(isMultiple(value, Number(`3e-${digits}`))).toBe(count % 3n === 0n);
    }),
    { seed: 7 },
  );
});

test.each([
  [9756634.52, 0.01, true],
  [9756634.525, 0.01, false],
  [1e-12, 0.01, false],
  [-0, 0.1, true],
  [1e300, 1e-300, true],
  [5e-324, 1e300, false],
  [1.5, 1e300, false],
])('%d as a multiple of %d: %s', (value, step, is) => {
  expect(isMultiple(value, step)).toBe(is);
});
