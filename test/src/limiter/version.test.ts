import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, test } from 'vitest';
import type { Limiter } from '../../../src/limiter/limiter.js';
import { postgresLimiter } from '../../../src/postgres/index.js';
import { redisLimiter } from '../../../src/redis/index.js';
import { freshSchema } from '../../fixture/postgres.js';
import { databaseUrl, reachable, redisUrl } from '../../stores.js';

/**
 * Row 49 of the requirements, for limits: what the first version keeps, as it stands in the store, is understood; what
 * another version may keep there is refused, which the limit's `on_outage` then decides, and is never read as empty.
 * The state below is not to be changed: replicas that wrote it may be running beside.
 */

const AT = 1_700_000_000_000;
const now = () => AT;
/** Two of two calls a second are taken: in the unit of a backlog, calls times `perMs`. */
const BACKLOG = 2_000;
const charge = (key: string) => ({ key, limit: 2, perMs: 1_000, burst: 2, cost: 1 });
const bytes = Buffer.from(new Float64Array([AT, BACKLOG]).buffer);

async function understood(limiter: Limiter): Promise<void> {
  const full = { ok: false, index: 0, retryAfterMs: 500 };
  expect(await limiter.peek([charge('k')])).toEqual(full);
  expect(await limiter.take([charge('k')])).toEqual(full);
  expect(await limiter.take([charge('k')], { once: 'call' })).toEqual({ ok: true });
  expect(await limiter.hold({ key: 'k', owner: 'b' }, 1, 1_000)).toBe(false);
  expect(await limiter.hold({ key: 'k', owner: 'a' }, 1, 1_000)).toBe(true);
}

async function refused(limiter: Limiter): Promise<void> {
  const said = { name: 'StoreError', store: 'limiter' };
  await expect(async () => limiter.take([charge('k')])).rejects.toMatchObject(said);
  await expect(async () => limiter.peek([charge('k')])).rejects.toMatchObject(said);
}

describe.skipIf(!(await reachable(redisUrl)))('Redis', () => {
  const client = new Redis(redisUrl);
  const prefix = `test-${randomUUID()}`;
  const key = (of: string) => `{${prefix}}:${of}:k`;
  const limiter = redisLimiter(client, { prefix, now, timeoutMs: 10_000 });
  afterAll(async () => {
    await client.del(key('limit'), key('places'), `{${prefix}}:once:call`);
    client.disconnect();
  });

  test('what the first version keeps is understood', async () => {
    await client.set(key('limit'), bytes);
    await client.set(`{${prefix}}:once:call`, '');
    await client.zadd(key('places'), AT + 1, 'a');
    await understood(limiter);
  });

  test('and is what this one keeps', async () => {
    await client.del(key('limit'));
    for (const _ of [1, 2]) await limiter.take([charge('k')]);
    expect(await client.getBuffer(key('limit'))).toEqual(bytes);
  });

  test.each([
    ['more than that', Buffer.concat([bytes, bytes])],
    ['less than that', bytes.subarray(0, 8)],
    ['JSON', '{"at":1700000000000,"backlog":2000}'],
  ])('%s is refused, and stays', async (_, other) => {
    await client.set(key('limit'), other);
    await refused(limiter);
    expect(await client.getBuffer(key('limit'))).toEqual(Buffer.from(other));
  });

  test('another kind of key is refused, and stays', async () => {
    await client.del(key('limit'));
    await client.hset(key('limit'), 'at', AT);
    await refused(limiter);
    expect(await client.type(key('limit'))).toBe('hash');
  });
});

describe.skipIf(!(await reachable(databaseUrl)))('PostgreSQL', () => {
  const options = { table: 'limits', now, timeoutMs: 10_000 };
  const tables = `
    CREATE TABLE limits (
      key text PRIMARY KEY, at bigint NOT NULL, backlog bigint NOT NULL, empty_at bigint NOT NULL);
    CREATE TABLE limits_once (key text PRIMARY KEY, until bigint NOT NULL);
    CREATE TABLE limits_places (key text, owner text, until bigint NOT NULL, PRIMARY KEY (key, owner))`;

  test('what the first version keeps is understood', async () => {
    const { pool, drop } = await freshSchema(2);
    await pool.query(tables);
    await pool.query(`INSERT INTO limits VALUES ('k', ${AT}, ${BACKLOG}, ${AT + 1_000})`);
    await pool.query(`INSERT INTO limits_once VALUES ('call', ${AT + 1})`);
    await pool.query(`INSERT INTO limits_places VALUES ('k', 'a', ${AT + 1})`);
    const limiter = postgresLimiter(pool, options);
    await understood(limiter);
    // What no bigint holds.
    const largest = { key: 'l', limit: 1e9, perMs: 31_622_400_000, burst: 1e9, cost: 1e9 };
    for (const ok of [true, false]) expect(await limiter.take([largest])).toMatchObject({ ok });
    await drop();
  });

  test('and is what this one keeps', async () => {
    const { pool, drop } = await freshSchema(2);
    const limiter = postgresLimiter(pool, options);
    for (const _ of [1, 2]) await limiter.take([charge('k')], { once: 'call' });
    for (const owner of ['a', 'b']) await limiter.hold({ key: 'k', owner }, 1, 1_000);
    const rows = async (table: string) => (await pool.query(`SELECT * FROM ${table}`)).rows;
    const [at, backlog, empty_at] = [AT, BACKLOG / 2, AT + 500].map(String);
    expect(await rows('limits')).toEqual([{ key: 'k', at, backlog, empty_at }]);
    expect(await rows('limits_once')).toMatchObject([{ key: 'call' }]);
    expect(await rows('limits_places')).toEqual([{ key: 'k', owner: 'a', until: `${AT + 1_000}` }]);
    await drop();
  });

  test.each([
    ['a column more', 'ALTER TABLE limits ADD COLUMN version int NOT NULL'],
    ['a column less', 'ALTER TABLE limits DROP COLUMN backlog'],
    ['a column of another name', 'ALTER TABLE limits RENAME at TO since'],
    [
      'another answer',
      'CREATE FUNCTION limits_ask(text, text[], bigint[], bigint[], bigint[], bigint[], text, bigint, bigint, bigint) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
    ],
  ])('a table with %s is refused', async (_, change) => {
    const { pool, drop } = await freshSchema(2);
    await pool.query(tables);
    await pool.query(change);
    await refused(postgresLimiter(pool, options));
    await drop();
  });
});
