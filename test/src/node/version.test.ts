import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sqliteLedger, verifyAudit } from '../../../src/node/index.js';
import { openSqlite } from '../../../src/node/sqlite.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';
import { intent, proposal, redemptionOf } from '../../contract/ledger/samples.js';

/** Row 49: what a released version wrote is readable, or refused with a clear code. */

const folder = mkdtempSync(join(tmpdir(), 'toolwright-version-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, version: number): string {
  const path = join(folder, name);
  const sqlite = openSqlite(path);
  const text = readFileSync(join(import.meta.dirname, `../../fixture/ledger-v1.sql`), 'utf8');
  for (const statement of text.split(/;\n/)) if (statement.trim()) sqlite.all(statement);
  sqlite.all(`UPDATE tw_meta SET value = '${version}' WHERE name = 'version'`);
  sqlite.close();
  return path;
}

test('a file of version 1 is read, and gone on with', async () => {
  const path = written('v1.db', 1);
  const env = virtualEnv(1_700_000_000_500);
  const ledger = sqliteLedger(path, { env });
  const scope = { tenant: 'acme', tool: 'send', key: 'k' };
  const result = { status: 'completed' };
  const settled = { ...intent, state: 'settled', result };
  expect(await ledger.begin(intent)).toMatchObject({ begun: false, record: settled });
  expect(await ledger.idempotency(scope)).toMatchObject({ state: 'done', result });
  expect(await ledger.acquire('order', 'b', 1000)).toBeUndefined();
  expect(await ledger.approval(proposal.id)).toMatchObject({ ...proposal, status: 'approved' });
  expect(await ledger.redeem(redemptionOf(proposal))).toBe(true);
  expect(await ledger.redeem(redemptionOf(proposal))).toBe(false);
  expect(await ledger.spend('grant-1')).toBe(true);
  expect(await ledger.run('run-1')).toMatchObject({ version: 1, state: { n: 1 } });
  await ledger.append(['{"type":"log"}']);
  await ledger.close();
  expect(await verifyAudit(path)).toMatchObject({ valid: true, checkpoints: 2 });
});

test('a newer one is refused before anything is written', async () => {
  const path = written('v2.db', 2);
  expect(() => sqliteLedger(path)).toThrow(/ledger_too_new.*version 2.*knows 1/);
});
