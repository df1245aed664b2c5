import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { redisLimiter } from '../src/redis/index.js';

/** A call's limits in one round trip, over a PING through the same client: 100 at a time, medians of many rounds. */
const ROUNDS = 200;
const AT_ONCE = 100;

const client = new Redis(process.env.REDIS_URL ?? 'redis://127.0.0.1:6379');
const limiter = redisLimiter(client, { prefix: `bench-${randomUUID()}`, timeoutMs: 10_000 });
const charge = (key: string) => ({ key, limit: 1e6, perMs: 1000, burst: 1e6, cost: 1 });
const cases: Readonly<Record<string, () => Promise<unknown>>> = {
  PING: () => client.ping(),
  'one limit': async () => limiter.take([charge('a')]),
  'three limits': async () => limiter.take([charge('a'), charge('b'), charge('c')]),
};

async function round(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return ((performance.now() - start) * 1000) / AT_ONCE;
}

const median = (numbers: readonly number[]) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

const times = new Map<string, number[]>();
for (let index = 0; index < ROUNDS; index += 1)
  for (const [name, work] of Object.entries(cases))
    times.set(name, [...(times.get(name) ?? []), await round(work)]);
const ping = median(times.get('PING') ?? []);
for (const [name, all] of times) {
  const us = median(all);
  console.log(
    `${name.padEnd(14)} ${us.toFixed(1).padStart(6)} us a call   ${(us / ping).toFixed(2)} × PING`,
  );
}
client.disconnect();
