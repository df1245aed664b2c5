import fc from 'fast-check';
import { Redis } from 'ioredis';
import { describe, expect, test } from 'vitest';
import { createRuntime } from '../../src/index.js';
import type { Charge, Limiter } from '../../src/limiter/limiter.js';
import { memoryLimiter } from '../../src/limiter/memory.js';
import { type LocalShare, localShare } from '../../src/local-share.js';
import { redisLimiter } from '../../src/redis/index.js';
import { virtualEnv } from '../../src/testing/virtual-env.js';
import { callers } from '../fixture/desk.js';
import { fixtureTool, toolset } from '../fixture/tool.js';
import { redisInstalled, redisServers } from '../redis-server.js';

const charge = (change: Partial<Charge> = {}): Charge => ({
  ...{ key: 'a', limit: 10, perMs: 60_000, burst: 10, cost: 1 },
  ...change,
});
const shared = (): Limiter => ({ ...memoryLimiter() });

test('the parts of all processes together are the limit, rounded down', () => {
  const env = virtualEnv();
  const parts = [1, 2, 3].map(() => localShare(shared(), 3, env));
  const passed = parts.map((part) => {
    let count = 0;
    for (let n = 0; n < 20; n += 1) if ((part.take([charge()]) as { ok: boolean }).ok) count += 1;
    return count;
  });
  expect(passed).toEqual([3, 3, 3]);
});

test('a part is filled again at its part of the rate', async () => {
  const env = virtualEnv();
  const parts = [1, 2, 3].map(() => localShare(shared(), 3, env));
  let passed = 0;
  for (let second = 0; second <= 600; second += 1) {
    for (const part of parts) if (passes(part, charge({ limit: 9, burst: 9 }))) passed += 1;
    await env.advance(1_000);
  }
  expect(passed).toBe(9 + 90);
});

test('whatever the limit, no span holds more than the limit lets through', async () => {
  const rate = fc.record({
    limit: fc.integer({ min: 1, max: 40 }),
    perMs: fc.integer({ min: 1, max: 5_000 }),
    burst: fc.integer({ min: 1, max: 40 }),
    cost: fc.integer({ min: 1, max: 4 }),
  });
  const steps = fc.array(
    fc.record({ waitMs: fc.integer({ min: 0, max: 900 }), who: fc.integer({ min: 0, max: 7 }) }),
    { maxLength: 60 },
  );
  const count = fc.integer({ min: 1, max: 8 });
  const scenario = fc.asyncProperty(rate, steps, count, async (of, all, processes) => {
    const env = virtualEnv();
    const parts = Array.from({ length: processes }, () => localShare(shared(), processes, env));
    // One bucket that is charged what passed: it must never be over.
    const whole = memoryLimiter({ env });
    for (const { waitMs, who } of all) {
      await env.advance(waitMs);
      if (passes(parts[who % processes] as LocalShare, charge(of)))
        expect(whole.take([charge(of)])).toEqual({ ok: true });
    }
  });
  await fc.assert(scenario, { numRuns: 200, seed: 20260102 });
});

/** A part that is too small for one call lets none through. */
function passes(part: LocalShare, each: Charge): boolean {
  try {
    return (part.take([each]) as { ok: boolean }).ok;
  } catch {
    return false;
  }
}

test('a part too small for one call is told from a limit that is reached', () => {
  const part = localShare(shared(), 4, virtualEnv());
  expect(() => part.take([charge({ burst: 3 })])).toThrow('one of 4 processes has no part');
  expect(() => part.peek([charge({ burst: 7, cost: 2 })])).toThrow('no part of a limit of 7');
});

test('two runtimes on one limiter have one part between them', () => {
  const [limiter, env] = [shared(), virtualEnv()];
  const [one, other] = [localShare(limiter, 2, env), localShare(limiter, 2, env)];
  const all = Array.from({ length: 10 }, (_, n) => (n % 2 ? one : other).take([charge()]));
  expect(all.filter((taken) => (taken as { ok: boolean }).ok)).toHaveLength(5);
});

test.each([0, -1, 1.5, Number.NaN])('processes: %s is refused at boot', (processes) => {
  const tools = toolset({ read: fixtureTool('read') });
  const start = () =>
    createRuntime({ tools, handlers: { read: () => 1 }, limiter: shared(), processes });
  expect(start).toThrow('[invalid_option]');
});

describe.skipIf(!redisInstalled())('a Redis that was killed', () => {
  const servers = redisServers();
  const LIMIT = 20;
  const tools = toolset({
    read: fixtureTool(
      'read',
      {},
      {
        limits: [
          { name: 'reads', limit: LIMIT, perMs: 1e9, by: 'global', onOutage: 'local_share' },
        ],
      },
    ),
  });
  const count = async (runtimes: readonly ReturnType<typeof createRuntime>[], each: number) => {
    const calls = Array.from({ length: each }, (_, n) => ({
      ...{ id: `${n}`, name: 'read', arguments: '' },
    }));
    const outcomes = await Promise.all(
      runtimes.map((runtime) => runtime.runAll(calls, { caller: callers.agent })),
    );
    return outcomes.flat().filter(({ status }) => status === 'completed').length;
  };

  test('what passes in all processes while it is out is no more than the limit', async () => {
    const { port, server } = await servers.start();
    const clients = [1, 2, 3].map(() => {
      const client = new Redis({ port, host: '127.0.0.1', maxRetriesPerRequest: 0 });
      return client.on('error', () => {});
    });
    const runtimes = clients.map((client) =>
      createRuntime({
        tools,
        handlers: { read: () => 1 },
        limiter: redisLimiter(client, { timeoutMs: 5_000 }),
        processes: 3,
      }),
    );
    expect(await count(runtimes, 2 * LIMIT)).toBe(LIMIT);
    server.kill('SIGKILL');
    expect(await count(runtimes, 2 * LIMIT)).toBe(18);
    for (const client of clients) client.disconnect();
  });
});
