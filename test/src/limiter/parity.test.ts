import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, expect, test } from 'vitest';
import type { Charge, Limiter } from '../../../src/limiter/limiter.js';
import { memoryLimiter } from '../../../src/limiter/memory.js';
import { postgresLimiter } from '../../../src/postgres/index.js';
import { redisLimiter } from '../../../src/redis/index.js';
import { freshSchema } from '../../fixture/postgres.js';
import { type Random, random } from '../../proofs/random.js';
import { sizes } from '../../sizes.js';
import { databaseUrl, reachable, redisUrl } from '../../stores.js';

const STEPS = 100;
const schema = (await reachable(databaseUrl)) ? await freshSchema() : undefined;
const redis = (await reachable(redisUrl)) ? new Redis(redisUrl) : undefined;
afterAll(async () => {
  await schema?.drop();
  redis?.disconnect();
});

let at = 1_700_000_000_000;
const options = { now: () => at, timeoutMs: 10_000, onceMs: 60_000 };
const limiters: readonly Limiter[] = [
  memoryLimiter({ env: options }),
  ...(redis ? [redisLimiter(redis, { ...options, prefix: `test-${randomUUID()}` })] : []),
  ...(schema ? [postgresLimiter(schema.pool, options)] : []),
];

type Move = (limiter: Limiter) => unknown;

/** Random moves over few limits, which a process of another version has lower. */
function moves({ pick, integer, chance }: Random, seed: number): () => Move {
  const limits = ['a', 'b', 'c'].map((name) => {
    const limit = pick([1, 3, 7, 1_000_000_000]);
    const burst = Math.max(1, Math.ceil((limit * pick([1, 2, 3])) / 3));
    return { key: `${seed} ${name}`, limit, perMs: pick([7, 1_000, 60_000]), burst };
  });
  const lowered = limits.map((each) => ({
    ...each,
    limit: Math.ceil(each.limit / 2),
    burst: Math.ceil(each.burst / 2),
  }));
  const charge = (from: typeof limits): Charge => {
    const limit = pick(from);
    return { ...limit, cost: Math.max(1, Math.floor((limit.burst * pick([0, 1, 1, 2])) / 3)) };
  };
  const charges = () => {
    const from = chance(0.1) ? lowered : limits;
    return Array.from({ length: pick([1, 1, 2, 3]) }, () => charge(from));
  };
  const once = () => (chance(0.3) ? `${seed} call ${integer(4)}` : undefined);
  const place = () => ({ key: `${seed} ${pick(['p', 'q'])}`, owner: pick(['x', 'y', 'z']) });
  return () => {
    const [all, call, one] = [charges(), once(), place()];
    const [most, ms] = [pick([1, 2, 2]), pick([500, 1_000])];
    return pick<Move>([
      (limiter) => limiter.take(all, { once: call }),
      (limiter) => limiter.take(all, { once: call }),
      (limiter) => limiter.peek(all),
      (limiter) => limiter.hold(one, most, ms),
      (limiter) => limiter.free(one),
    ]);
  };
}

test('one history, one answer: in memory, Redis and PostgreSQL', async () => {
  for (let seed = 1; seed <= sizes.parity; seed += 1) {
    const chance = random(2 * seed);
    const next = moves(chance, seed);
    for (let step = 1; step <= STEPS; step += 1) {
      const move = next();
      const [first, ...others] = await Promise.all(limiters.map((each) => move(each)));
      for (const other of others) expect(other, `seed ${seed}, step ${step}`).toEqual(first);
      // Only forward: in memory a clock that is set back goes on from where it was, and a server's is as it says.
      if (chance.chance(0.4)) at += chance.pick([1, 3, 333, 1_000, 5_000]);
    }
  }
});
