import { expect, test } from 'vitest';
import { attempt, emptyAt } from '../../../src/limiter/gcra.js';

const charge = { key: '', limit: 3, perMs: 1000, burst: 1, cost: 1 };

test('a third of a second is not rounded away', () => {
  const first = attempt(undefined, charge, 0);
  expect(first).toEqual({ waitMs: 0, bucket: { at: 0, backlog: 1000, limit: 3 } });
  expect(attempt(first.bucket, charge, 333).waitMs).toBe(1);
  expect(attempt(first.bucket, charge, 334)).toEqual({
    waitMs: 0,
    bucket: { at: 334, backlog: 1000, limit: 3 },
  });
  expect(emptyAt(first.bucket)).toBe(334);
});

test('a clock that steps back gives nothing and takes nothing', () => {
  const { bucket } = attempt(undefined, charge, 10_000);
  const back = attempt(bucket, charge, 0);
  expect(back.waitMs).toBe(10_334);
  expect(attempt(back.bucket, charge, 10_334).waitMs).toBe(0);
});

test('a bucket left alone for a century is empty, not negative', () => {
  const { bucket } = attempt(undefined, charge, 0);
  expect(attempt(bucket, charge, 3.2e12).bucket.backlog).toBe(1000);
});
