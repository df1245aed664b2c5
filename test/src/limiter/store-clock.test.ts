import { expect, test } from 'vitest';
import { storeClock } from '../../../src/limiter/store-clock.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';

test('a time told is one that the store has passed when its moment is here', async () => {
  const env = virtualEnv();
  const clock = storeClock(env);
  expect(clock.in(500)).toBe(0);
  // Made at 1000 there, and on its way for an unknown time.
  clock.heard(1_000);
  expect(clock.in(500)).toBe(1_497);
  await env.advance(100);
  expect(clock.in(500)).toBe(1_597);
  // Of a few milliseconds something is left.
  expect([6, 5, 4, 2, 1].map((ms) => clock.in(ms) - 1_100)).toEqual([3, 3, 2, 1, 1]);
});

test('of two answers the one that says more counts, and no longer than a minute', async () => {
  const env = virtualEnv();
  const clock = storeClock(env);
  clock.heard(1_000);
  await env.advance(100);
  // This one was long on its way: the process stood still.
  clock.heard(1_020);
  expect(clock.in(10)).toBe(1_107);
  clock.heard(1_200);
  expect(clock.in(10)).toBe(1_207);
  // The clock was set back there.
  await env.advance(60_000);
  clock.heard(5_000);
  expect(clock.in(10)).toBe(5_007);
});
