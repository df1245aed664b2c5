import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Env } from '../../../src/env.js';
import { postgresNow, type Sql } from '../../../src/ledger/sql/statement.js';
import { sqlLedger } from '../../../src/ledger/sql.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';
import { ledgerContract } from '../../contract/ledger.js';
import { databaseUrl, reachable } from '../../stores.js';

const there = await reachable(databaseUrl);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe.skipIf(!there)('SQL on PostgreSQL', () => {
  const schema = `tw_${randomUUID().replaceAll('-', '')}`;
  const options = `-c search_path=${schema} -c synchronous_commit=off`;
  const pool = new pg.Pool({ connectionString: databaseUrl, options, max: 8 });
  beforeAll(() => pool.query(`CREATE SCHEMA ${schema}`));
  afterAll(async () => {
    await pool.query(`DROP SCHEMA ${schema} CASCADE`);
    await pool.end();
  });
  const tables = ['call', 'idempotency', 'lease', 'approval', 'grant', 'run', 'audit'];
  const empty = `TRUNCATE ${tables.map((name) => `tw_${name}`).join(', ')} RESTART IDENTITY`;

  /** `now` stands in for the server's clock. */
  const connect = (now?: () => number): Sql => ({
    dialect: 'postgres',
    async query(text, values) {
      const told = now ? text.replaceAll(postgresNow, `(${now()}::bigint)`) : text;
      return (await pool.query(told, [...values])).rows;
    },
    close: async () => {},
  });
  const open = (env: Pick<Env, 'now' | 'id'>, now?: () => number) =>
    sqlLedger(connect(now), { name: 'postgres', sha256, env });

  ledgerContract(async () => {
    const env = virtualEnv();
    const ledger = open({ now: env.now, id: () => `a-${env.id()}` }, env.now);
    const other = open({ now: env.now, id: () => `b-${env.id()}` }, env.now);
    await ledger.now();
    const close = async () => {
      await pool.query(empty);
    };
    return { ledger, other, advance: env.advance, chained: true, close };
  });

  test('the clock is the server’s', async () => {
    const ledger = open({ now: () => 0, id: randomUUID });
    expect(Math.abs((await ledger.now()) - Date.now())).toBeLessThan(60_000);
  });
});
