import { verify as isSignature } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Signature } from '../../../src/ledger/chain.js';
import type { AuditRow } from '../../../src/ledger/ledger.js';
import { insertAudit, sqlAuditReader } from '../../../src/ledger/sql/audit.js';
import { type Sql, statements } from '../../../src/ledger/sql.js';
import { verify } from '../../../src/ledger/verify.js';
import { type SqlLedger, sqliteLedger, verifyAudit } from '../../../src/node/index.js';
import { openLedgerFile, sqliteSql } from '../../../src/node/ledger.js';
import { postgresLedger } from '../../../src/postgres/index.js';
import { type VirtualEnv, virtualEnv } from '../../../src/testing/virtual-env.js';
import { freshSchema } from '../../fixture/postgres.js';
import { databaseUrl, reachable } from '../../stores.js';
import { type Random, random } from '../random.js';
import { honestLog, keyPair, WRITERS } from './honest.js';
import { common, mutated, pruned, sha256, signed } from './mutations.js';

/**
 * Row 42 of the requirements: "audit integrity: flip, drop, swap, duplicate any record or cut the tail behind a
 * checkpoint: 100 % of 10⁴ mutations found, first bad position right; 8 writers: one valid chain (or one chain per
 * writer, all verifiable)." Logs as ledgers write them, signed, and pruned or not; whoever mutates may compute all
 * hashes anew, and has every key but the right one. `FAULTS=all` tries ten times as many in the tables of a store.
 */
const MUTATIONS = 10_000;
const times = process.env.FAULTS === 'all' ? 10 : 1;
const IN_TABLES = { sqlite: 500 * times, postgres: 100 * times } as const;

const there = await reachable(databaseUrl);
const folder = mkdtempSync(join(tmpdir(), 'toolwright-tampering-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const [ours, theirs] = [keyPair('k1'), keyPair('k1')];
const keys = [ours.pem];

/** The same few signatures are checked again and again. */
const checked = new Map<string, boolean>();
function trusted(text: string, { value }: Signature): boolean {
  const known = checked.get(text + value);
  if (known !== undefined) return known;
  const is = isSignature(null, Buffer.from(text), ours.pem, Buffer.from(value, 'base64'));
  checked.set(text + value, is);
  return is;
}

type Open = (env: VirtualEnv) => SqlLedger;
const sign = ours.signer;
let files = 0;
async function sqlite() {
  files += 1;
  const path = join(folder, `${files}.db`);
  const open: Open = (env) => sqliteLedger(path, { env, sign, durability: 'none' });
  // Of one transaction, in which all that is stored is undone again.
  const sql = (): Sql => {
    const file = openLedgerFile(path, 'none');
    return { ...sqliteSql(file), query: async (text, values) => file.all(text, [...values]) };
  };
  return { open, sql, drop: async () => {} };
}
async function postgres() {
  const { pool, drop } = await freshSchema();
  const open: Open = (env) => postgresLedger(pool, { env, sign, now: env.now });
  const sql = async (): Promise<Sql> => {
    const client = await pool.connect();
    const query = async (text: string, values: readonly unknown[]) =>
      (await client.query(text, [...values])).rows;
    return { dialect: 'postgres', query, close: async () => client.release() };
  };
  return { open, sql, drop };
}

const KINDS = [common, signed, common, signed, pruned].flatMap(Object.keys).length;
const each = Math.ceil(MUTATIONS / KINDS);
const everything = [...Object.values(common), ...Object.values(signed), ...Object.values(pruned)];
const faultOf = (report: Awaited<ReturnType<typeof verify>>, of: string) =>
  report.writers.find(({ writer }) => writer === of)?.fault?.seq;

describe.each([
  ['signed', false, [...Object.entries(common), ...Object.entries(signed)]],
  [
    'signed and pruned',
    true,
    [...Object.entries(common), ...Object.entries(signed), ...Object.entries(pruned)],
  ],
] as const)('a log of %s', (_, isPruned, kinds) => {
  const scene = (async () => {
    const { open } = await sqlite();
    const env = virtualEnv();
    return honestLog(() => open(env), env, isPruned);
  })();

  test('holds as it is', async () => {
    const honest = await scene;
    const report = await verify(() => honest, sha256, [], trusted);
    expect(report).toMatchObject({ valid: true, signed: true });
    expect(report.writers).toHaveLength(WRITERS);
    if (isPruned) expect(report.writers.every(({ pruned: gone = 0 }) => gone > 1)).toBe(true);
  });

  test.each(kinds)(`%s, ${each} times: found, and where`, async (_, mutate) => {
    const honest = await scene;
    const all = { honest, random: random(42), stranger: theirs.signer };
    const wrong: unknown[] = [];
    for (let n = 0; n < each; n += 1) {
      const { rows, writer, seq } = await mutated(all, [mutate]);
      const report = await verify(() => rows, sha256, [], trusted);
      const found = faultOf(report, writer);
      if (report.valid || found !== seq) wrong.push({ writer, seq, found, valid: report.valid });
    }
    expect(wrong.slice(0, 3)).toEqual([]);
  });
});

describe.each(['sqlite', 'postgres'] as const)('in the tables of %s', (store) => {
  const skip = store === 'postgres' && !there;
  test.skipIf(skip)(`${IN_TABLES[store]} mutations: found, and where`, async () => {
    const { open, sql, drop } = await { sqlite, postgres }[store]();
    const env = virtualEnv();
    const honest = await honestLog(() => open(env), env, true);
    const connection = await sql();
    const query = statements({ ...connection, readOnly: true }, env);
    const log = sqlAuditReader(query);
    expect(await verifyAudit(log, { keys })).toMatchObject({ valid: true, signed: true });
    const choose: Random = random(43);
    const wrong: unknown[] = [];
    for (let n = 0; n < IN_TABLES[store]; n += 1) {
      const all = { honest, random: choose, stranger: theirs.signer };
      const { rows, writer, seq } = await mutated(all, everything);
      await query('BEGIN');
      await replace(query, rows);
      const found = faultOf(await verifyAudit(log, { keys }), writer);
      await query('ROLLBACK');
      if (found !== seq) wrong.push({ writer, seq, found });
    }
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(await verifyAudit(log, { keys })).toMatchObject({ valid: true });
    await connection.close();
    await drop();
  });
});

async function replace(query: ReturnType<typeof statements>, rows: readonly AuditRow[]) {
  await query('DELETE FROM tw_audit');
  await insertAudit(query, rows);
}
