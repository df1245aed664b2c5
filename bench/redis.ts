import { createHash, randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Charge } from '../src/limiter/limiter.js';
import { redisLimiter } from '../src/redis/index.js';

/**
 * All limits of a call in one round trip, over a PING through the same client: one call after another, as one user
 * waits for it, and a hundred at once, as a busy process sends them. Medians of many short rounds, taken in turn, so
 * that a machine that slows down slows all of them. Beside it what no limiter in a script can go below: a script that
 * does nothing, and one that only reads the clock and reads and writes its keys.
 */
const ROUNDS = 300;
const CALLS = 50;

const client = new Redis(process.env.REDIS_URL ?? 'redis://127.0.0.1:6379');
const prefix = `bench-${randomUUID()}`;
const limiter = redisLimiter(client, { prefix, timeoutMs: 10_000 });
const charges = (count: number): readonly Charge[] =>
  Array.from({ length: count }, (_, index) => {
    const key = JSON.stringify(['reads', 'user', 'acme', `user-${index}`]);
    return { key, limit: 1e9, perMs: 60_000, burst: 1e9, cost: 1 };
  });

const readAndWrite = `
redis.call('TIME')
for i = 1, #KEYS do redis.call('GET', KEYS[i]) end
for i = 1, #KEYS do redis.call('SET', KEYS[i], '0123456789abcdef', 'PX', 60000) end
return 1
`;
const script = (text: string, keys: number) => {
  const sha = createHash('sha1').update(text).digest('hex');
  const names = charges(keys).map(({ key }) => `{${prefix}}:floor:${key}`);
  return () => client.call('EVALSHA', sha, String(keys), ...names);
};
await Promise.all(['return 1', readAndWrite].map((text) => client.script('LOAD', text)));
const [one, three] = [charges(1), charges(3)];
const cases: Readonly<Record<string, () => Promise<unknown>>> = {
  PING: () => client.ping(),
  'a script that does nothing': script('return 1', 0),
  'clock, 1 key read and written': script(readAndWrite, 1),
  'one limit': async () => limiter.take(one),
  'clock, 3 keys read and written': script(readAndWrite, 3),
  'three limits': async () => limiter.take(three),
};

async function inTurn(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  for (let left = CALLS; left > 0; left -= 1) await work();
  return ((performance.now() - start) * 1000) / CALLS;
}

async function atOnce(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await Promise.all(Array.from({ length: 2 * CALLS }, work));
  return ((performance.now() - start) * 1000) / (2 * CALLS);
}

const median = (numbers: readonly number[]) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

async function compare(title: string, round: (work: () => Promise<unknown>) => Promise<number>) {
  const times = Object.keys(cases).map((): number[] => []);
  for (let index = -20; index < ROUNDS; index += 1)
    for (const [place, work] of Object.values(cases).entries()) {
      const us = await round(work);
      if (index >= 0) times[place]?.push(us);
    }
  const ping = median(times[0] ?? []);
  console.log(title);
  for (const [place, name] of Object.keys(cases).entries()) {
    const us = median(times[place] ?? []);
    const ratio = `${(us / ping).toFixed(2)} × PING`;
    console.log(`  ${name.padEnd(31)} ${us.toFixed(1).padStart(6)} us a call   ${ratio}`);
  }
}

await compare('one after another', inTurn);
await compare('a hundred at once', atOnce);
client.disconnect();
