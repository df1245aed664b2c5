import { expect, test } from 'vitest';
import { duration, size } from '../../../codegen/lower/quantity.js';

test.each([
  ['200ms', 200],
  ['10s', 10_000],
  ['5m', 300_000],
  ['24h', 86_400_000],
  ['7d', 604_800_000],
  ['0s', 0],
  ['10', undefined],
  ['1.5h', undefined],
  ['-1s', undefined],
  ['1w', undefined],
  ['10 s', undefined],
  ['1S', undefined],
  ['1constructor', undefined],
  [10, undefined],
  [null, undefined],
])('duration %s', (text, ms) => {
  expect(duration(text)).toBe(ms);
});

test.each([
  ['512B', 512],
  ['32kB', 32_000],
  ['1MB', 1_000_000],
  ['1KB', undefined],
  ['1kiB', undefined],
  ['1', undefined],
])('size %s', (text, bytes) => {
  expect(size(text)).toBe(bytes);
});
