import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import type { Limiter } from '../../src/limiter/limiter.js';
import { postgresLimiter } from '../../src/postgres/index.js';
import { redisLimiter } from '../../src/redis/index.js';
import { processes } from '../processes.js';
import { thorough } from '../sizes.js';
import { databaseUrl, reachable, redisUrl } from '../stores.js';

/** Real processes that share the places of a tool on one real store, and one that dies with a place in its hand. */

interface Shared {
  readonly name: string;
  /** The most calls that were ever at work at once, as the store counted them. */
  peak(): Promise<number>;
  /** A limiter on the same places, whose clock is the machine's and so much more. */
  later(ms: number): Limiter;
  close(): Promise<void>;
}

function onRedis(): Shared {
  const name = `test-${randomUUID()}`;
  const client = new Redis(redisUrl);
  return {
    name,
    peak: async () => Number(await client.hget(`${name}:count`, 'peak')),
    later: (ms) => redisLimiter(client, { prefix: name, now: () => Date.now() + ms }),
    close: async () => {
      await client.del(`${name}:count`);
      client.disconnect();
    },
  };
}

async function onPostgres(): Promise<Shared> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  await pool.query(`CREATE TABLE ${name}_count (now int, peak int)`);
  await pool.query(`INSERT INTO ${name}_count VALUES (0, 0)`);
  return {
    name,
    peak: async () => (await pool.query(`SELECT peak FROM ${name}_count`)).rows[0].peak,
    later: (ms) => postgresLimiter(pool, { table: name, now: () => Date.now() + ms }),
    close: async () => {
      const tables = ['', '_once', '_places', '_count'].map((end) => `${name}${end}`);
      await pool.query(`DROP TABLE ${tables.join()}`);
      await pool.query(`DROP FUNCTION ${name}_take, ${name}_ask, ${name}_hold`);
      await pool.end();
    },
  };
}

const stores = [
  ['redis', await reachable(redisUrl), onRedis],
  ['postgres', await reachable(databaseUrl), onPostgres],
] as const;

describe.each(stores)('%s', (store, there, open) => {
  const count = thorough ? 8 : 4;
  const title = `${count} processes: never more at work than the tool says`;
  test.skipIf(!there)(title, async () => {
    const it = await open();
    const done = await processes(count, 'slot', store, it.name, '15', '3');
    expect(done.map(Number)).toEqual(Array(count).fill(15));
    expect(await it.peak()).toBeGreaterThan(0);
    expect(await it.peak()).toBeLessThanOrEqual(3);
    await it.close();
  });

  test.skipIf(!there)('kill -9: the place is free after 15 seconds, and not before', async () => {
    const it = await open();
    await expect(processes(1, 'slot', store, it.name, '1', '1', 'killed')).rejects.toMatchObject({
      signal: 'SIGKILL',
    });
    const next = [{ key: '["concurrency","work"]', owner: 'next' }, 1, 1_000] as const;
    expect(await it.later(0).hold(...next)).toBe(false);
    expect(await it.later(15_000).hold(...next)).toBe(true);
    await it.close();
  });
});
