import { describe, expect, test } from 'vitest';
import type { Charge } from '../../../src/limiter/limiter.js';
import { memoryLimiter } from '../../../src/limiter/memory.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';
import { limiterContract } from '../../contract/limiter.js';
import { heap } from '../../fixture/cost.js';

describe('memory', () => {
  limiterContract(async () => {
    const env = virtualEnv();
    return { limiter: memoryLimiter({ env }), advance: env.advance };
  });
});

test('a host’s clock that is set back an hour lets nobody wait for that hour', async () => {
  let at = Date.UTC(2026, 9, 25);
  const limiter = memoryLimiter({ env: { now: () => at } });
  const place = { key: 'tool', owner: 'a' };
  await limiter.hold(place, 1, 1000);
  await limiter.take([charge('a')], { at });
  at -= 3_600_000;
  const refused = { ok: false, index: 0, retryAfterMs: 1000 };
  expect(await limiter.take([charge('a')], { at })).toEqual(refused);
  expect(await limiter.hold({ ...place, owner: 'b' }, 1, 1000)).toBe(false);
  at += 1000;
  expect(await limiter.take([charge('a')], { at })).toEqual({ ok: true });
  expect(await limiter.hold({ ...place, owner: 'b' }, 1, 1000)).toBe(true);
});

test('calls that are counted out of their order make no time pass', async () => {
  const limiter = memoryLimiter({ env: { now: () => 0 } });
  const wanted = { ...charge('a', 60_000), burst: 1 };
  expect(await limiter.take([wanted], { at: 500 })).toEqual({ ok: true });
  for (let n = 0; n < 1000; n++)
    for (const at of [0, 500])
      expect(await limiter.take([wanted], { at })).toMatchObject({ ok: false });
});

const charge = (key: string, perMs = 1000): Charge => ({ key, limit: 1, perMs, burst: 1, cost: 1 });

/**
 * Row 23 of the requirements: "hot key and key explosion: 10⁶ distinct principals: memory store bounded (LRU with fail
 * mode stated), heap growth < 64 MiB." What is forgotten starts afresh: nobody is refused for want of room.
 */
describe('bounded memory', () => {
  test('what is replenished is forgotten, and what is live is remembered', async () => {
    const env = virtualEnv();
    const limiter = memoryLimiter({ env, maxKeys: 80 });
    const slow = Array.from({ length: 20 }, (_, n) => charge(`slow-${n}`, 1_000_000));
    for (const each of slow) await limiter.take([each]);
    for (let n = 0; n < 1000; n += 1) {
      await env.advance(100);
      await limiter.take([charge(`quick-${n}`)]);
    }
    for (const each of slow) expect(await limiter.peek([each])).toMatchObject({ ok: false });
  });

  test('when too many keys are live, the ones charged longest ago start afresh', async () => {
    const limiter = memoryLimiter({ env: virtualEnv(), maxKeys: 8 });
    for (let n = 0; n < 100; n += 1) await limiter.take([charge(`${n}`)]);
    const forgotten = [];
    for (let n = 0; n < 100; n += 1)
      if ((await limiter.peek([charge(`${n}`)])).ok) forgotten.push(n);
    expect(forgotten.length).toBeGreaterThanOrEqual(92);
    expect(forgotten).not.toContain(99);
  });

  test('a million callers take a bounded heap, and none is refused for want of room', async () => {
    const limiter = memoryLimiter({ env: virtualEnv() });
    const before = heap();
    for (let n = 0; n < 1_000_000; n += 1)
      await limiter.take([charge(`["reads","user",null,"${n}"]`, 1e9)], { once: `call-${n}` });
    expect(heap() - before).toBeLessThan(64 * 2 ** 20);
    expect((await limiter.take([charge('one more')])).ok).toBe(true);
  });
});
