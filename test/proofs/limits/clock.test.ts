import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { describe, expect, test } from 'vitest';
import { systemEnv } from '../../../src/env.js';
import { createRuntime } from '../../../src/index.js';
import type { Limiter } from '../../../src/limiter/limiter.js';
import { postgresLimiter } from '../../../src/postgres/index.js';
import { redisLimiter } from '../../../src/redis/index.js';
import { callers } from '../../fixture/desk.js';
import { freshSchema } from '../../fixture/postgres.js';
import { fixtureTool, toolset } from '../../fixture/tool.js';
import { databaseUrl, reachable, redisUrl } from '../../stores.js';

/**
 * Row 21 of the requirements: "client clocks skewed ± 1 h, stepping back, DST: no change in decisions (server time)."
 * Approvals: test/proofs/approvals/clock.test.ts.
 */

const HOUR_MS = 3_600_000;
const LIMIT = 10;
const few = { name: 'few', limit: LIMIT, perMs: HOUR_MS, by: 'user', onOutage: 'deny' } as const;
const tools = toolset({ look: fixtureTool('look', {}, { limits: [few] }) });

/** A process whose host's clock is off, and is set at will. */
function host(limiter: Limiter, aheadMs: number) {
  const clock = { aheadMs };
  const env = { now: () => systemEnv.now() + clock.aheadMs };
  const runtime = createRuntime({ tools, handlers: { look: () => 1 } as never, limiter, env });
  const call = { id: 'c', name: 'look', arguments: '{}' };
  return { clock, look: () => runtime.run(call, { caller: callers.user }) };
}

const stores: Record<string, [string, () => Promise<[() => Limiter, () => Promise<unknown>]>]> = {
  Redis: [
    redisUrl,
    async () => {
      const client = new Redis(redisUrl);
      const options = { prefix: `test-${randomUUID()}`, timeoutMs: 10_000 };
      return [() => redisLimiter(client, options), () => client.quit()];
    },
  ],
  PostgreSQL: [
    databaseUrl,
    async () => {
      const { pool, drop } = await freshSchema();
      return [() => postgresLimiter(pool, { timeoutMs: 10_000 }), drop];
    },
  ],
};

describe.each(Object.entries(stores))('%s: its own clock counts', async (_, [address, open]) => {
  const there = await reachable(address);
  test.skipIf(!there)('for hosts an hour apart whose clocks are set on and back', async () => {
    const [limiter, close] = await open();
    const hosts = [0, HOUR_MS, -HOUR_MS].map((aheadMs) => host(limiter(), aheadMs));
    let passed = 0;
    for (let turn = 0; turn < LIMIT; turn += 1)
      for (const { clock, look } of hosts) {
        const outcome = await look();
        if (outcome.status === 'completed') passed += 1;
        else expect(outcome).toMatchObject({ error: { code: 'rate_limited' } });
        // To wait for one call of the ten takes six minutes, whatever the host's clock says.
        const wait = outcome.status === 'failed' ? outcome.error.retryAfterMs : 1;
        expect(wait).toBeGreaterThan(0);
        expect(wait).toBeLessThanOrEqual(HOUR_MS / LIMIT);
        clock.aheadMs += turn % 2 ? HOUR_MS : -2 * HOUR_MS;
      }
    expect(passed).toBe(LIMIT);
    await close();
  });
});
