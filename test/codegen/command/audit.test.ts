import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { auditVerifyCommand } from '../../../codegen/command/audit.js';
import type { Terminal } from '../../../codegen/command/terminal.js';
import { sqliteLedger } from '../../../src/node/index.js';
import { openSqlite } from '../../../src/node/sqlite.js';

const folder = mkdtempSync(join(tmpdir(), 'toolwright-audit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
async function logged(name: string): Promise<string> {
  const database = join(folder, name);
  const ledger = sqliteLedger(database);
  await ledger.append(['{"n":1}', '{"n":2}', '{"n":3}']);
  await ledger.close();
  return database;
}

async function verify(path: string, format: 'pretty' | 'json' = 'pretty') {
  let [printed, complained] = ['', ''];
  const terminal: Terminal = {
    print: (text) => {
      printed += text;
    },
    complain: (text) => {
      complained += text;
    },
    color: false,
    format,
  };
  const code = await auditVerifyCommand(path, terminal);
  return { code, printed, complained };
}

test('a whole log: 0', async () => {
  const database = await logged('whole.db');
  const { code, printed, complained } = await verify(database);
  expect([code, complained]).toEqual([0, '']);
  expect(printed).toMatch(/valid, 4 records of 1 writer, 1 checkpoint/);
  expect(printed).toContain('not signed');
  const json = JSON.parse((await verify(database, 'json')).printed);
  expect(json).toMatchObject({ valid: true, checkpoints: 1, writers: [{ rows: 4 }] });
});

test.each([
  ['is not there', join(folder, 'no.db')],
  ['is a folder', folder],
  ['is no database', import.meta.filename],
])('a file that %s: 2', async (_, path) => {
  const { code, printed, complained } = await verify(path);
  expect([code, printed]).toEqual([2, '']);
  expect(complained).toContain(path);
});

test('a changed record: 1, and where', async () => {
  const changed = await logged('changed.db');
  const sqlite = openSqlite(changed);
  await sqlite.all(`UPDATE tw_audit SET body = '{"n":0}' WHERE seq = 2`);
  await sqlite.close();
  const { code, printed } = await verify(changed);
  expect(code).toBe(1);
  expect(printed).toMatch(/broken/);
  expect(printed).toMatch(/record 2 is not what was written/);
  const json = JSON.parse((await verify(changed, 'json')).printed);
  expect(json).toMatchObject({ valid: false, fault: { seq: 2, problem: 'changed' } });
});

const FORGED = [
  "'\u001b[2J\u001b[32mvalid\u001b[0m\n'",
  "x'1b5b324a'",
  "'abc'",
  '1.5',
  '-1',
  '9e99',
  '1152921504606846976',
];
test.each(
  ['writer', 'seq', 'prev', 'hash', 'body'].flatMap((column) => FORGED.map((to) => [column, to])),
)('a record whose %s is %j: told as text, and the log is broken', async (column, to) => {
  const changed = await logged(`${column}-${FORGED.indexOf(String(to))}.db`);
  const sqlite = openSqlite(changed);
  sqlite.all(`UPDATE tw_audit SET ${column} = ${to} WHERE seq = 2`);
  sqlite.close();
  const { code, printed, complained } = await verify(changed);
  expect([code, complained]).toEqual([1, '']);
  expect(printed).toMatch(/broken/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none may reach the terminal.
  expect(printed).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
});
