import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sqliteLedger, verifyAudit } from '../../src/node/index.js';
import { quiet, workerFile } from '../processes.js';

/**
 * Row 43 of the requirements: "audit failure: disk full …: write/admin stop (closed), reads by config, health turns
 * red; … torn last line repaired on start without losing a whole record." Files of a real process that may not grow
 * beyond a size, fails in the middle of a write, and goes on.
 */
const noLimit = spawnSync('prlimit', ['--version']).error !== undefined;
if (noLimit) console.warn('skipped: no prlimit, which fills a disk for one process');
const folder = mkdtempSync(join(tmpdir(), 'toolwright-full-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const KILOBYTES = 300;

test.skipIf(noLimit).each(['deny', 'allow'] as const)('reads on outage: %s', async (mode) => {
  const place = join(folder, mode);
  mkdirSync(place);
  const limit = `--fsize=${KILOBYTES * 1000}:unlimited`;
  const flags = [...quiet, workerFile('full-disk'), place, mode];
  const { stdout, stderr } = spawnSync('prlimit', [limit, process.execPath, ...flags], {
    encoding: 'utf8',
    timeout: 200_000,
  });
  expect(stderr).toBe('');
  const { completed, full, copied, after, ran } = JSON.parse(stdout);
  const read = mode === 'deny' ? 'store_unavailable' : 'completed';
  expect(completed).toBeGreaterThan(3);
  expect(full).toMatchObject({ write: 'store_unavailable', healthy: false, ran: 0, read });
  expect(after).toEqual({ healthy: true, write: 'completed' });

  const database = join(place, 'ledger.db');
  expect(await verifyAudit(database)).toMatchObject({ valid: true });
  const ledger = sqliteLedger(database);
  const log = (await ledger.audit({ limit: 100_000 })).map(({ body }) => JSON.parse(body));
  await ledger.close();
  const ended = log.filter(({ type, status }) => type === 'outcome' && status === 'completed');
  // A record may stand twice where nobody knew whether it was stored; none is missing.
  expect(new Set(ended.map(({ key }) => key)).size).toBe(ran);
  // The copy lost what it could not write, and holds whole lines alone.
  expect(copied).toBe(mode === 'allow' ? 'EFBIG' : undefined);
  const lines = readFileSync(join(place, 'audit.jsonl'), 'utf8').trimEnd().split('\n');
  const copies = lines.map((line) => JSON.parse(line));
  expect(copies.at(-1)).toMatchObject({ type: 'outcome', status: 'completed' });
  const events = new Set(log.flatMap(({ seq }) => seq ?? [])).size;
  if (mode === 'deny') expect(copies).toHaveLength(events);
  else expect(copies.length).toBeLessThan(events);
});
