import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verifyAudit } from '../../../src/node/index.js';
import { postgresLedger } from '../../../src/postgres/index.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';
import { intent, proposal } from '../../contract/ledger/samples.js';
import { ledgerContract } from '../../contract/ledger.js';
import { freshSchema, type Schema } from '../../fixture/postgres.js';
import { processes } from '../../processes.js';
import { databaseUrl, reachable } from '../../stores.js';

const there = await reachable(databaseUrl);
const sum = (printed: readonly string[]) => printed.reduce((all, each) => all + Number(each), 0);

describe.skipIf(!there)('PostgreSQL', () => {
  const schema = `tw_${randomUUID().replaceAll('-', '')}`;
  const options = `-c search_path=${schema} -c synchronous_commit=off`;
  const pool = new pg.Pool({ connectionString: databaseUrl, options, max: 8 });
  pool.on('error', () => {});
  beforeAll(() => pool.query(`CREATE SCHEMA ${schema}`));
  afterAll(async () => {
    await pool.query(`DROP SCHEMA ${schema} CASCADE`);
    await pool.end();
  });
  const tables = ['call', 'idempotency', 'lease', 'approval', 'grant', 'run', 'audit'];
  const empty = `TRUNCATE ${tables.map((name) => `tw_${name}`).join(', ')} RESTART IDENTITY`;

  ledgerContract(async () => {
    const env = virtualEnv();
    const ledger = postgresLedger(pool, { now: env.now, env: { id: () => `a-${env.id()}` } });
    const other = postgresLedger(pool, { now: env.now, env: { id: () => `b-${env.id()}` } });
    await ledger.now();
    const close = async () => void (await pool.query(empty));
    return { ledger, other, advance: env.advance, chained: true, close };
  });

  test('the clock is the server’s, and the client stays open', async () => {
    const ledger = postgresLedger(pool);
    expect(Math.abs((await ledger.now()) - Date.now())).toBeLessThan(60_000);
    await ledger.close();
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  test('64 redemptions of one approval from 8 processes: one is true', async () => {
    const ledger = postgresLedger(pool);
    await ledger.propose(proposal, 3_600_000);
    await ledger.decide(proposal.id, { status: 'approved', by: 'grace', note: null });
    expect(sum(await processes(8, 'postgres-ledger', schema, 'redeem', '8'))).toBe(1);
    expect(await ledger.approval(proposal.id)).toMatchObject({ status: 'used' });
  });

  test('32 claims of one idempotency key from 4 processes: one claims', async () => {
    expect(sum(await processes(4, 'postgres-ledger', schema, 'claim', '8'))).toBe(1);
  });

  test('connections that the server ends are replaced, and every chain holds', async () => {
    const ledger = postgresLedger(pool);
    await ledger.append(['{"n":1}']);
    const admin = new pg.Client({ connectionString: databaseUrl });
    await admin.connect();
    const pids = await Promise.all(
      Array.from({ length: 8 }, () => pool.query('SELECT pg_backend_pid() AS pid')),
    );
    await admin.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) pid', [
      pids.map(({ rows }) => rows[0].pid),
    ]);
    await admin.end();
    // One may meet a connection of which it is not yet known that it is gone.
    for (let left = 20; left > 0; left -= 1) await ledger.append(['{"n":2}']).catch(() => {});
    expect(await ledger.begin({ ...intent, key: 'after' }, 'try')).toEqual({ begun: true });
    await ledger.append(['{"n":3}']);
    await ledger.close();
    expect(await verifyAudit(ledger)).toMatchObject({ valid: true });
    const address = new URL(databaseUrl);
    address.searchParams.set('options', `-c search_path=${schema}`);
    expect(await verifyAudit(address.href)).toEqual(await verifyAudit(ledger));
  });
});

describe.skipIf(!there)('the tables', () => {
  let schema: Schema;
  beforeEach(async () => {
    schema = await freshSchema(16);
  });
  afterEach(() => schema.drop());

  test('are made by any number of processes at once', async () => {
    const ledgers = Array.from({ length: 32 }, () => postgresLedger(schema.pool));
    await Promise.all(ledgers.map((ledger, n) => ledger.append([`{"n":${n}}`])));
    expect(await ledgers[0]?.heads()).toHaveLength(32);
  });

  test('once made need no right to make tables', async () => {
    await postgresLedger(schema.pool).now();
    const role = `${schema.name}_role`;
    const client = await schema.pool.connect();
    await client.query(`CREATE ROLE ${role}`);
    await client.query(`GRANT USAGE ON SCHEMA ${schema.name} TO ${role}`);
    const all = 'SELECT, INSERT, UPDATE, DELETE';
    await client.query(`GRANT ${all} ON ALL TABLES IN SCHEMA ${schema.name} TO ${role}`);
    await client.query(`SET ROLE ${role}`);
    await expect(client.query('CREATE TABLE other (n int)')).rejects.toThrow('permission denied');
    const ledger = postgresLedger(client);
    expect(await ledger.begin(intent, 'try')).toEqual({ begun: true });
    await ledger.append(['{"n":1}']);
    await client.query('RESET ROLE');
    await client.query(`DROP OWNED BY ${role}`);
    await client.query(`DROP ROLE ${role}`);
    client.release();
  });

  test('of a newer toolwright are refused before anything is written', async () => {
    await postgresLedger(schema.pool).now();
    await schema.pool.query(`UPDATE tw_meta SET value = '3' WHERE name = 'version'`);
    const ledger = postgresLedger(schema.pool);
    await expect(ledger.begin(intent, 'try')).rejects.toThrow(/ledger_too_new.*version 3.*knows 2/);
    expect((await schema.pool.query('SELECT * FROM tw_call')).rows).toEqual([]);
  });

  test('that a newer toolwright changes while this one runs are refused within a minute', async () => {
    const { now, advance } = virtualEnv();
    const ledger = postgresLedger(schema.pool, { now });
    await ledger.acquire('order', 'a', 1000);
    await schema.pool.query(`UPDATE tw_meta SET value = '3' WHERE name = 'version'`);
    await advance(60_000);
    await expect(ledger.begin(intent, 'try')).rejects.toThrow(/ledger_too_new.*version 3.*knows 2/);
    expect((await schema.pool.query('SELECT * FROM tw_call')).rows).toEqual([]);
  });
});

test('a server that is not there is a store error', async () => {
  const pool = new pg.Pool({ host: '127.0.0.1', port: 1 });
  await expect(postgresLedger(pool).now()).rejects.toMatchObject({
    name: 'StoreError',
    store: 'ledger',
  });
  await pool.end();
});
