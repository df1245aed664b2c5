import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { equal, ucs2length } from '../../../src/rules/validation.js';

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
