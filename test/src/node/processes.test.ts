import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sqliteLedger, verifyAudit } from '../../../src/node/index.js';
import { intent, proposal } from '../../contract/ledger/samples.js';
import { processes, workerFile } from '../../processes.js';

const folder = mkdtempSync(join(tmpdir(), 'toolwright-processes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const sum = (printed: readonly string[]) => printed.reduce((all, each) => all + Number(each), 0);

test('64 redemptions from 4 processes: one is true', async () => {
  const path = join(folder, 'redeem.db');
  const ledger = sqliteLedger(path);
  await ledger.propose(proposal, 3_600_000);
  await ledger.decide(proposal.id, { status: 'approved', by: 'grace', note: null });
  expect(sum(await processes(4, 'sqlite-ledger', 'redeem', path))).toBe(1);
  expect(await ledger.approval(proposal.id)).toMatchObject({ status: 'used' });
  await ledger.close();
});

test('4 processes create one file at once: one call begins, every chain holds', async () => {
  const path = join(folder, 'begin.db');
  expect(sum(await processes(4, 'sqlite-ledger', 'begin', path))).toBe(1);
  const report = await verifyAudit(path);
  expect(report).toMatchObject({ valid: true, checkpoints: 4 });
  expect(report.writers.map(({ rows }) => rows)).toEqual([2, 2, 2, 2]);
});

test('kill -9: what was acknowledged is there, the call is known as begun, the chain holds', async () => {
  const path = join(folder, 'die.db');
  const acknowledged = await killed(path, 20);
  const ledger = sqliteLedger(path);
  const bodies = (await ledger.audit()).map(({ body }) => JSON.parse(body));
  expect(bodies[0]).toEqual({ type: 'intent', key: intent.key });
  const numbers = bodies.slice(1).map(({ n }) => n);
  expect(numbers).toEqual(numbers.map((_, index) => index));
  expect(numbers.length).toBeGreaterThanOrEqual(acknowledged);
  expect(await ledger.call(intent.key)).toMatchObject({ state: 'begun', alive: false });
  await ledger.append(['{"after":true}']);
  await ledger.close();
  const report = await verifyAudit(path);
  expect(report).toMatchObject({ valid: true, checkpoints: 1 });
  expect(report.writers).toHaveLength(2);
});

/** Runs a process that appends and says so, kills it after `lines` lines, and counts what it had acknowledged. */
function killed(path: string, lines: number): Promise<number> {
  const flags = [workerFile('sqlite-ledger'), 'die', path];
  const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (data: Buffer) => {
    said += data;
    if (said.split('\n').length > lines) child.kill('SIGKILL');
  });
  return new Promise((resolve) => {
    // Every whole line but `begun` is the number of a row that is stored.
    child.on('close', () => resolve(said.split('\n').length - 2));
  });
}
