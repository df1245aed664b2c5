import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { rowsOf } from '../../../src/ledger/rows.js';
import { type Sql, sqlLedger } from '../../../src/ledger/sql.js';
import { verifyAudit } from '../../../src/node/index.js';
import { openLedgerFile, sqliteSql } from '../../../src/node/ledger.js';
import { sha256 } from '../../../src/node/sha256.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';

const folder = mkdtempSync(join(tmpdir(), 'toolwright-writer-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A log whose next insert fails: before anything is stored, or after. */
function failing(name: string) {
  const sql = sqliteSql(openLedgerFile(join(folder, `${name}.db`), 'none'));
  let fails: 'before' | 'after' | undefined;
  const query: Sql['query'] = async (text, values) => {
    const how = text.includes('INSERT INTO tw_audit') ? fails : undefined;
    if (how) fails = undefined;
    if (how === 'before') throw new Error('no answer');
    const rows = await sql.query(text, values);
    if (how === 'after') throw new Error('no answer');
    return rows;
  };
  const ledger = sqlLedger({ ...sql, query }, { name: 'test', sha256, env: virtualEnv() });
  const fail = async (how: typeof fails, bodies: readonly string[]) => {
    fails = how;
    await expect(ledger.append(bodies)).rejects.toThrow('cannot answer');
  };
  return { ledger, fail };
}

const body = (n: number) => JSON.stringify({ n });
async function logged(ledger: ReturnType<typeof failing>['ledger']) {
  const rows: string[] = [];
  for await (const row of rowsOf(ledger)) rows.push(row.body);
  return rows;
}

test.each(['before', 'after'] as const)(
  'an insert that fails %s it is stored, and is made again with more, is there once',
  async (how) => {
    const { ledger, fail } = failing(how);
    await ledger.append([body(1)]);
    await fail(how, [body(2), body(3)]);
    await fail(how, [body(2), body(3), body(4)]);
    await ledger.append([body(2), body(3), body(4), body(5)]);
    await ledger.append([body(6)]);
    expect(await logged(ledger)).toEqual([1, 2, 3, 4, 5, 6].map(body));
    expect(await verifyAudit(ledger)).toMatchObject({ valid: true, writers: [{ rows: 6 }] });
    await ledger.close();
  },
);

test('one that is not made again ends its chain', async () => {
  const { ledger, fail } = failing('other');
  await ledger.append([body(1)]);
  await fail('after', [body(2)]);
  await ledger.append([body(3)]);
  const { valid, writers } = await verifyAudit(ledger);
  expect(valid).toBe(true);
  expect(writers.map(({ rows }) => rows).sort()).toEqual([1, 2]);
  await ledger.close();
});

test.each(['before', 'after'] as const)(
  'pruning between an insert that fails %s it is stored and the same again: it is there once',
  async (how) => {
    const { ledger, fail } = failing(`pruned-${how}`);
    await ledger.append([JSON.stringify({ at: 0 })]);
    await fail(how, [body(2)]);
    expect(await ledger.prune({ before: 1 })).toMatchObject({ audit: 1 });
    await ledger.append([body(2), body(3)]);
    const rows = (await logged(ledger)).filter((row) => !row.includes('checkpoint'));
    expect(rows).toEqual([2, 3].map(body));
    expect(await verifyAudit(ledger)).toMatchObject({ valid: true });
    await ledger.close();
  },
);

test('two who append to one ledger, as two runtimes do, make each its own again', async () => {
  const { ledger, fail } = failing('two');
  await ledger.append([body(1)]);
  await fail('after', [body(2)]);
  await fail('before', [body(3), body(4)]);
  await ledger.append([body(2), body(5)]);
  await ledger.append([body(3), body(4), body(6)]);
  expect((await logged(ledger)).sort()).toEqual([1, 2, 3, 4, 5, 6].map(body));
  expect(await verifyAudit(ledger)).toMatchObject({ valid: true });
  await ledger.close();
});

test('a signer that hangs holds up one append in a thousand', async () => {
  let asked = 0;
  const hang = () => {
    asked += 1;
    return new Promise<string>(() => {});
  };
  const after = (_: number, late: () => void) => {
    setImmediate(late);
    return () => {};
  };
  const sql = sqliteSql(openLedgerFile(join(folder, 'hangs.db'), 'none'));
  const options = { name: 'test', sha256, env: { ...virtualEnv(), after } };
  const ledger = sqlLedger(sql, { ...options, sign: { keyId: 'far', sign: hang } });
  const bodies = (count: number) => Array.from({ length: count }, (_, n) => body(n));
  await ledger.append(bodies(1000));
  await ledger.append(bodies(998));
  expect(asked).toBe(1);
  await ledger.append(bodies(1));
  expect(asked).toBe(2);
  await expect(ledger.close()).rejects.toThrow('the signature of a checkpoint');
});
