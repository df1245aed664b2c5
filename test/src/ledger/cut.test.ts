import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Sql, type SqlLedger, sqlLedger } from '../../../src/ledger/sql.js';
import { verifyAudit } from '../../../src/node/index.js';
import { openLedgerFile, sqliteSql } from '../../../src/node/ledger.js';
import { sha256 } from '../../../src/node/sha256.js';
import { openSqlite } from '../../../src/node/sqlite.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';

const folder = mkdtempSync(join(tmpdir(), 'toolwright-cut-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Processes on one log; one that prunes may die after a number of cuts. */
function scene(name: string) {
  const path = join(folder, `${name}.db`);
  const env = virtualEnv();
  const most = { rows: 0 };
  const open = (writer: string, lastCut = Number.POSITIVE_INFINITY) => {
    const sql = sqliteSql(openLedgerFile(path, 'none'));
    let cuts = 0;
    const query: Sql['query'] = async (text, values) => {
      if (text.includes('DELETE FROM tw_audit')) cuts += 1;
      if (cuts > lastCut) throw new Error('died');
      const rows = await sql.query(text, values);
      most.rows = Math.max(most.rows, rows.length);
      return rows;
    };
    const ids = { now: env.now, id: () => `${writer}-${env.id()}` };
    return sqlLedger({ ...sql, query }, { name: 'test', sha256, env: ids });
  };
  return { path, env, most, open };
}

const append = (ledger: SqlLedger, at: number, count: number) =>
  ledger.append(
    Array.from({ length: count }, (_, n) => JSON.stringify({ type: 'log', at: at + n })),
  );

test('one who prunes and dies between two chains leaves a log that verifies, and can be pruned', async () => {
  const { path, env, open } = scene('chains');
  const start = env.now();
  const writer = open('z');
  await append(writer, start, 4);
  await env.advance(1000);
  // What this one says of the first cut is the first that the next cuts.
  await open('a').prune({ before: start + 2 });
  await env.advance(1000);
  await expect(open('b', 1).prune({ before: env.now() })).rejects.toThrow('cannot answer');
  const left = { writers: [{ pruned: 1 }, { rows: 1 }, { rows: 4, pruned: 2 }] };
  expect(await verifyAudit(path)).toMatchObject({ valid: true, ...left });
  // The lease of who died is over.
  await env.advance(600_000);
  expect(await open('c').prune({ before: env.now() })).toMatchObject({ audit: 3 });
  expect(await verifyAudit(path)).toMatchObject({ valid: true });
});

test('and one who dies within a chain, of which much is old', async () => {
  const { path, env, open } = scene('parts');
  const start = env.now();
  await append(open('z'), start, 10_500);
  await env.advance(20_000);
  await expect(open('a', 1).prune({ before: start + 10_400 })).rejects.toThrow('cannot answer');
  const found = await verifyAudit(path);
  expect(found).toMatchObject({ valid: true });
  expect(found.writers.at(-1)).toMatchObject({ pruned: 10_000 });
  await env.advance(600_000);
  expect(await open('b').prune({ before: start + 10_400 })).toMatchObject({ audit: 400 });
  expect((await verifyAudit(path)).writers.at(-1)).toMatchObject({ pruned: 10_400 });
});

test('what goes is never all in memory', async () => {
  const { path, env, most, open } = scene('many');
  const ledger = open('a');
  await append(ledger, env.now(), 10_500);
  const sqlite = openSqlite(path);
  sqlite.all(`INSERT INTO tw_run (id, version, status, state, saved_at)
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20500)
    SELECT 'run ' || i, 1, 'completed', '{}', 0 FROM n`);
  sqlite.close();
  await env.advance(20_000);
  const pruned = await ledger.prune({ before: env.now() });
  expect(pruned).toMatchObject({ runs: 20_500, audit: 10_501 });
  expect(most.rows).toBe(1_000);
});

test('while a log is verified and pruned, the process goes on with other things', async () => {
  const { path, env, open } = scene('turns');
  const ledger = open('a');
  await append(ledger, env.now(), 12_000);
  await env.advance(20_000);
  let turns = 0;
  let next = setImmediate(function count() {
    turns += 1;
    next = setImmediate(count);
  });
  await verifyAudit(path);
  // Each of the twelve pages is read twice.
  expect(turns).toBeGreaterThanOrEqual(24);
  const before = turns;
  expect(await ledger.prune({ before: env.now() })).toMatchObject({ audit: 12_001 });
  expect(turns - before).toBeGreaterThanOrEqual(48);
  clearImmediate(next);
});
