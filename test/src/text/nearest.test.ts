import { expect, test } from 'vitest';
import { nearest } from '../../../src/text/nearest.js';

test.each([
  ['ratelimit', 'rate_limit'],
  ['rateLimit', 'rate_limit'],
  ['RATE-LIMIT', 'rate_limit'],
  ['paramters', 'parameters'],
  ['praameters', 'parameters'],
  ['timeuot', 'timeout'],
  ['efect', 'effect'],
  ['result', 'result'],
  ['xyz', undefined],
  ['x', undefined],
  ['b', undefined],
  ['bye', 'by'],
  ['be', 'by'],
  ['', undefined],
  ['__proto__', undefined],
])('%s → %s', (word, expected) => {
  expect(nearest(word, ['rate_limit', 'parameters', 'timeout', 'effect', 'result', 'by'])).toBe(
    expected,
  );
});

test('the closest wins, and the first of two that are as close', () => {
  expect(nearest('reads', ['roads', 'read', 'reads2'])).toBe('roads');
  expect(nearest('reads', ['roads', 'reads'])).toBe('reads');
});
