import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { SetupError } from '../../../src/error.js';
import { sqlLedger } from '../../../src/ledger/sql.js';
import { openLedgerFile, sqliteLedger, sqliteSql } from '../../../src/node/ledger.js';
import { sha256 } from '../../../src/node/sha256.js';
import { openSqlite } from '../../../src/node/sqlite.js';
import { verifyAudit } from '../../../src/node/verify-audit.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';
import { intent } from '../../contract/ledger/samples.js';
import { ledgerContract } from '../../contract/ledger.js';

const folder = mkdtempSync(join(tmpdir(), 'toolwright-ledger-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
function fresh(): string {
  files += 1;
  return join(folder, `ledger ${files}#?.db`);
}

describe('two connections on one file', () => {
  ledgerContract(async () => {
    const env = virtualEnv();
    const path = fresh();
    const [ledger, other] = [
      sqliteLedger(path, { env, durability: 'none' }),
      sqliteLedger(path, { env, durability: 'none' }),
    ];
    const close = async () => {
      await ledger.close();
      await other.close();
    };
    return { ledger, other, advance: env.advance, chained: true, close };
  });
});

describe('the file', () => {
  test('what was stored is there when it is opened again', async () => {
    const path = fresh();
    const first = sqliteLedger(path);
    await first.append(['{"a":1}']);
    await first.close();
    const second = sqliteLedger(path);
    const bodies = (await second.audit()).map(({ body }) => JSON.parse(body));
    expect(bodies).toMatchObject([{ a: 1 }, { type: 'checkpoint', heads: [{ seq: 1 }] }]);
    await second.close();
  });

  test.each([
    ['disk', 2],
    ['os', 1],
    ['none', 0],
  ] as const)('durability %s', (durability, synchronous) => {
    const sqlite = openLedgerFile(fresh(), durability);
    expect(sqlite.all('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(sqlite.all('PRAGMA synchronous')).toEqual([{ synchronous }]);
    sqlite.close();
  });

  test('is whole once it is closed: a copy of it alone holds all', async () => {
    const [path, copy] = [fresh(), fresh()];
    const ledger = sqliteLedger(path);
    await ledger.append(['{"n":1}', '{"n":2}']);
    await ledger.close();
    copyFileSync(path, copy);
    expect(await verifyAudit(copy)).toMatchObject({ valid: true, writers: [{ rows: 3 }] });
  });

  test('is made for its user alone, and stays as others left it', async () => {
    const path = fresh();
    const mode = (end: string) => statSync(path + end).mode & 0o777;
    const ledger = sqliteLedger(path);
    await ledger.append(['{"n":1}']);
    expect(['', '-wal', '-shm'].map(mode)).toEqual([0o600, 0o600, 0o600]);
    await ledger.close();
    chmodSync(path, 0o640);
    const again = sqliteLedger(path);
    await again.append(['{"n":1}']);
    expect(mode('')).toBe(0o640);
    await again.close();
  });

  test('that another process writes holds nobody up but those who wait for it, and loses nothing', async () => {
    const path = fresh();
    const sqlite = openLedgerFile(path, 'none');
    expect(sqlite.all('PRAGMA busy_timeout')).toEqual([{ timeout: 0 }]);
    await sqliteSql(sqlite).close();
    const ledger = sqliteLedger(path, { durability: 'none' });
    await ledger.append(['{"n":0}']);
    const other = openSqlite(path);
    for (let round = 1; round <= 5; round += 1) {
      other.exec('BEGIN IMMEDIATE');
      const keys = Array.from({ length: 20 }, (_, n) => `${round}-${n}`);
      const waiting = [
        ...keys.map((key) => ledger.begin({ ...intent, key }, 'try')),
        ...keys.map((key) => ledger.acquire(key, 'a', 1_000)),
        ledger.append([`{"n":${round}}`]),
      ];
      // Who reads does not wait.
      expect(await ledger.call('none')).toBeUndefined();
      other.exec('COMMIT');
      await Promise.all(waiting);
      const stored = ['tw_call', 'tw_lease'].map(
        (table) => other.all(`SELECT COUNT(*) AS rows FROM ${table}`)[0]?.rows,
      );
      expect(stored).toEqual([20 * round, 20 * round]);
    }
    other.close();
    await ledger.close();
    expect(await verifyAudit(path)).toMatchObject({ valid: true, writers: [{ rows: 7 }] });
  });

  test('a transaction that a full disk ended says that it was the disk', async () => {
    const all = (statement: string) => {
      if (statement === 'INSERT') throw new Error('database or disk is full');
      if (statement === 'ROLLBACK') throw new Error('cannot rollback - no transaction is active');
      return [{}];
    };
    const sqlite = { all, exec: (text: string) => void all(text), close: () => {} };
    const { query, together } = sqliteSql(sqlite);
    await expect(together?.(['UPDATE', []], ['INSERT', []])).rejects.toThrow('disk is full');
    await expect(query('INSERT', [])).rejects.toThrow('disk is full');
  });

  test('one that was deleted, moved or replaced takes nothing more, until it is back', async () => {
    const [home, away] = [fresh(), fresh()];
    const path = join(home, 'ledger.db');
    mkdirSync(home);
    const ledger = sqliteLedger(path);
    const append = () => ledger.append(['{"n":1}']);
    const decide = () =>
      ledger.decide('none', { status: 'rejected', by: 'sue', note: null }, '{"n":2}');
    const gone = {
      name: 'StoreError',
      cause: { message: expect.stringContaining('was deleted, moved or replaced') },
    };
    await append();
    renameSync(home, away);
    await expect(append()).rejects.toMatchObject(gone);
    // Whoever opens the path now has another ledger.
    mkdirSync(home);
    const other = sqliteLedger(path);
    await other.append(['{"n":1}']);
    await other.close();
    await expect(decide()).rejects.toMatchObject(gone);
    rmSync(home, { recursive: true });
    renameSync(away, home);
    await append();
    await decide();
    await ledger.close();
    expect(await verifyAudit(path)).toMatchObject({ valid: true, writers: [{ rows: 3 }] });
  });

  test('one that was replaced leaves alone what others have stored beside the new file, as it closes', async () => {
    const [path, backup] = [fresh(), fresh()];
    const ledger = sqliteLedger(path);
    await ledger.append(['{"n":1}']);
    await ledger.close();
    copyFileSync(path, backup);
    const old = sqliteLedger(path);
    await old.append(['{"n":2}']);
    renameSync(backup, path);
    const log = readFileSync(`${path}-wal`);
    expect(log.length).toBeGreaterThan(0);
    await expect(old.close()).rejects.toMatchObject({ name: 'StoreError' });
    expect(readFileSync(`${path}-wal`).equals(log)).toBe(true);
  });

  test('one that was moved is whole where it is by then', async () => {
    const [path, away] = [fresh(), fresh()];
    const ledger = sqliteLedger(path);
    await ledger.append(['{"n":1}']);
    renameSync(path, away);
    await expect(ledger.close()).rejects.toMatchObject({ name: 'StoreError' });
    expect(await verifyAudit(away)).toMatchObject({ valid: true, writers: [{ rows: 1 }] });
  });

  test.each([':memory:', ''])('one of no file is used all the same: "%s"', async (path) => {
    const ledger = sqliteLedger(path);
    expect(await ledger.begin(intent, 'try')).toEqual({ begun: true });
    await ledger.close();
  });

  test('a newer one is refused clearly', async () => {
    const path = fresh();
    const ledger = sqliteLedger(path);
    await ledger.now();
    await ledger.close();
    const sqlite = openSqlite(path);
    sqlite.all(`UPDATE tw_meta SET value = '99' WHERE name = 'version'`);
    sqlite.close();
    expect(() => sqliteLedger(path)).toThrow(/ledger_too_new.*version 99/);
  });

  test('one that becomes newer while this one runs is refused within a minute', async () => {
    const path = fresh();
    const env = virtualEnv();
    const ledger = sqliteLedger(path, { env });
    await ledger.acquire('order', 'a', 1000);
    const sqlite = openSqlite(path);
    sqlite.all(`UPDATE tw_meta SET value = '99' WHERE name = 'version'`);
    await env.advance(60_000);
    await expect(ledger.begin(intent, 'try')).rejects.toThrow(/ledger_too_new.*version 99/);
    expect(sqlite.all('SELECT * FROM tw_call')).toEqual([]);
    sqlite.close();
    await ledger.close();
  });

  test.each([
    ['in a folder that is not there', () => join(folder, 'no', 'such', 'ledger.db')],
    ['that is no database', () => file('no database '.repeat(1000))],
  ])('one %s is refused at once', (_, path) => {
    expect(() => sqliteLedger(path())).toThrow(SetupError);
  });
});

function file(content: string): string {
  const path = fresh();
  writeFileSync(path, content);
  return path;
}

test.each([
  ...([{ status: 'pending' }, { status: 'expired' }, { status: 'used' }] as const),
  ...([{ run: 'run-1' }, { run: 'run-1', status: 'pending', tenant: null }] as const),
])('a list of approvals reads no others: %j', async (asked) => {
  const sqlite = openLedgerFile(fresh(), 'none');
  const plans: unknown[] = [];
  const { query, ...sql } = sqliteSql(sqlite);
  const explained: typeof query = async (text, values) => {
    if (text.includes('tw_approval') && text.startsWith('SELECT'))
      plans.push(...sqlite.all(`EXPLAIN QUERY PLAN ${text}`, values).map(({ detail }) => detail));
    return query(text, values);
  };
  const ledger = sqlLedger({ ...sql, query: explained }, { name: 'test', sha256 });
  expect(await ledger.approvals(asked)).toEqual([]);
  expect(plans.join('; ')).toMatch(/^SEARCH tw_approval USING INDEX/);
  await ledger.close();
});

test('a status that there is none of is nobody’s', async () => {
  const ledger = sqliteLedger(fresh());
  expect(await ledger.approvals({ status: 'other' as never })).toEqual([]);
  await ledger.close();
});

test('a checkpoint takes at most 140 bytes for each writer there is, and none for those that were pruned', async () => {
  const env = virtualEnv();
  const path = fresh();
  const size = async () => {
    const ledger = sqliteLedger(path, {
      env: { ...env, now: env.now, id: () => crypto.randomUUID() },
    });
    await ledger.append([JSON.stringify({ at: env.now() })]);
    await ledger.close();
    const reader = sqliteLedger(path, { env });
    const rows = await reader.audit({ limit: 1_000 });
    await reader.close();
    return String(rows.at(-1)?.body).length;
  };
  const first = await size();
  for (let writers = 2; writers < 21; writers += 1) await size();
  const last = await size();
  expect((last - first) / 20).toBeGreaterThan(100);
  expect((last - first) / 20).toBeLessThan(140);
  await env.advance(1_000);
  const pruning = sqliteLedger(path, { env });
  await pruning.prune({ before: env.now() });
  await pruning.close();
  expect(await size()).toBeLessThan(first + 2 * 140);
});
