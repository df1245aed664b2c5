import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { LEDGER_VERSION } from '../../../src/ledger/sql/schema.js';
import { type SqlLedger, sqliteLedger, verifyAudit } from '../../../src/node/index.js';
import { openSqlite } from '../../../src/node/sqlite.js';
import { postgresLedger } from '../../../src/postgres/index.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';
import { intent, proposal, redemptionOf } from '../../contract/ledger/samples.js';
import { freshSchema } from '../../fixture/postgres.js';
import { databaseUrl, reachable } from '../../stores.js';

/**
 * Row 49 of the requirements: "upgrade: persisted approvals, audit and limiter state written by every released version:
 * readable, or refused with a clear code (checked-in fixtures); mixed-version replicas: no double execution." Nothing
 * is released yet: the fixtures are of every version that the tables ever had (test/fixture/ledger-v*.sql), and a
 * process of an older version is refused by tables of a newer (test/src/postgres/ledger.test.ts). Limits:
 * test/src/limiter/version.test.ts; the layout of generated code: test/src/boot.test.ts.
 */

const folder = mkdtempSync(join(tmpdir(), 'toolwright-version-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fixture = (version: number) =>
  readFileSync(join(import.meta.dirname, `../../fixture/ledger-v${version}.sql`), 'utf8');

const kept = join(import.meta.dirname, '../../fixture/ledger-tables.json');

function written(name: string, version: number, called = version): string {
  const path = join(folder, name);
  const sqlite = openSqlite(path);
  const text = fixture(version);
  for (const statement of text.split(/;\n/)) if (statement.trim()) sqlite.all(statement);
  sqlite.all(`UPDATE tw_meta SET value = '${called}' WHERE name = 'version'`);
  sqlite.close();
  return path;
}

async function opened(path: string): Promise<readonly string[]> {
  const ledger = sqliteLedger(path);
  await ledger.now();
  await ledger.close();
  const sqlite = openSqlite(path);
  const rows = sqlite.all(
    `SELECT sql FROM sqlite_master WHERE sql LIKE 'CREATE%tw\\_%' ESCAPE '\\'`,
  );
  sqlite.close();
  return rows.map(({ sql }) => String(sql).replace(/\s+/g, ' ').replace(/\( /g, '(')).sort();
}

/** Tables may not change under the version of files that are out there: raise it, and keep what reads the old ones. */
test('the tables of this version are those that are kept of it', async () => {
  const tables = await opened(join(folder, 'now.db'));
  if (process.env.UPDATE)
    writeFileSync(kept, `${JSON.stringify({ version: LEDGER_VERSION, tables }, null, 2)}\n`);
  expect({ version: LEDGER_VERSION, tables }).toEqual(JSON.parse(readFileSync(kept, 'utf8')));
});

test.each([1, 2])('a file of version %s gets the tables of this one', async (version) => {
  const tables = await opened(written(`old-${version}.db`, version));
  expect(tables).toEqual(JSON.parse(readFileSync(kept, 'utf8')).tables);
});

/** Since version 2 a try to begin has a name, and may be withdrawn, come what may. */
async function triesGoOn(ledger: SqlLedger): Promise<void> {
  const call = (key: string) => ({ ...intent, key });
  expect(await ledger.begin(call('begun'), 'try-2')).toMatchObject({
    begun: false,
    record: { ...call('begun'), state: 'begun', alive: true },
  });
  await ledger.withdraw(call('begun'), 'try-2');
  expect(await ledger.call('begun')).toMatchObject({ state: 'begun' });
  for (const key of ['given up', 'not yet come']) {
    expect(await ledger.call(key)).toBeUndefined();
    await expect(ledger.begin(call(key), 'try-1')).rejects.toMatchObject({ name: 'StoreError' });
    expect(await ledger.begin(call(key), 'try-2')).toEqual({ begun: true });
  }
}

async function goesOn(ledger: SqlLedger, version: number): Promise<void> {
  if (version > 1) await triesGoOn(ledger);
  const scope = { tenant: 'acme', tool: 'send', key: 'k' };
  const result = { status: 'completed' };
  const settled = { ...intent, state: 'settled', result };
  expect(await ledger.begin(intent, 'try')).toMatchObject({ begun: false, record: settled });
  expect(await ledger.idempotency(scope)).toMatchObject({ state: 'done', result });
  expect(await ledger.acquire('order', 'b', 1000)).toBeUndefined();
  expect(await ledger.approval(proposal.id)).toMatchObject({ ...proposal, status: 'approved' });
  expect(await ledger.redeem(redemptionOf(proposal))).toBe(true);
  expect(await ledger.redeem(redemptionOf(proposal))).toBe(false);
  expect(await ledger.spend('grant-1')).toBe(true);
  expect(await ledger.run('run-1')).toMatchObject({ version: 1, state: { n: 1 } });
  await ledger.append(['{"type":"log"}']);
  await ledger.close();
}

test.each([1, 2])('a file of version %s is read, and gone on with', async (version) => {
  const path = written(`v${version}.db`, version);
  const env = virtualEnv(1_700_000_000_500);
  const ledger = sqliteLedger(path, { env });
  await goesOn(ledger, version);
  expect(await verifyAudit(path)).toMatchObject({ valid: true, checkpoints: 2 });
});

const there = await reachable(databaseUrl);
describe.skipIf(!there).each([1, 2])('rows of version %s in PostgreSQL', (version) => {
  test('are read, and gone on with', async () => {
    const { pool, drop } = await freshSchema(2);
    const env = virtualEnv(1_700_000_000_500);
    const ledger = postgresLedger(pool, { env, now: env.now });
    await ledger.now();
    await pool.query(`DELETE FROM tw_meta`);
    for (const statement of fixture(version).split(/;\n/))
      if (statement.trim().startsWith('INSERT')) await pool.query(statement);
    // As a restored dump does: the rows brought their positions along.
    for (const table of ['tw_audit', 'tw_approval', 'tw_grant'])
      await pool.query(`ALTER TABLE ${table} ALTER position RESTART WITH 100`);
    await goesOn(ledger, version);
    expect(await verifyAudit(ledger)).toMatchObject({ valid: true, checkpoints: 2 });
    await drop();
  });
});

test.each(['no', 'some'])(
  'tables of version 1, of which %s others came to be made, without a version',
  async (more) => {
    const path = written(`${more}.db`, 1);
    const sqlite = openSqlite(path);
    sqlite.all('DELETE FROM tw_meta');
    if (more === 'no') for (const table of ['run', 'audit']) sqlite.all(`DROP TABLE tw_${table}`);
    sqlite.close();
    expect(await opened(path)).toEqual(JSON.parse(readFileSync(kept, 'utf8')).tables);
    expect(await sqliteLedger(path).begin({ ...intent, key: 'new' }, 'try')).toEqual({
      begun: true,
    });
  },
);

test.each(['', 'abc', '0', '1.5', '-1', '2 '])('version "%s" is none', async (called) => {
  const path = written(`none${called}.db`, 2);
  const sqlite = openSqlite(path);
  sqlite.all(`UPDATE tw_meta SET value = '${called}' WHERE name = 'version'`);
  sqlite.close();
  expect(() => sqliteLedger(path)).toThrow(/ledger_unreadable.*version ".*", which is none/);
  await expect(verifyAudit(path)).rejects.toThrow(/ledger_unreadable.*which is none/);
});

test('a newer one is refused before anything is written', async () => {
  const path = written('v3.db', 2, 3);
  expect(() => sqliteLedger(path)).toThrow(/ledger_too_new.*version 3.*knows 2/);
});
