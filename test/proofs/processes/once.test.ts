import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRuntime } from '../../../src/index.js';
import type { Ledger } from '../../../src/ledger/ledger.js';
import { sqliteLedger } from '../../../src/node/index.js';
import { postgresLedger } from '../../../src/postgres/index.js';
import { callers } from '../../fixture/desk.js';
import { processes } from '../../processes.js';
import { databaseUrl, reachable } from '../../stores.js';
import { processTools } from './tools.js';

/**
 * Row 11 of the requirements: "single use, expiring: 64 parallel redemptions from 8 processes: exactly 1 execution";
 * its clocks: test/proofs/approvals/clock.test.ts. Row 17: "32 concurrent same key → 1 execution"; the rest of it:
 * test/src/policy/idempotency.test.ts. A batch killed after any of its calls: batch.test.ts.
 */

const folder = mkdtempSync(join(tmpdir(), 'toolwright-once-'));
const schema = `proofs_${process.pid}`;
const postgres = await reachable(databaseUrl);
const admin = new pg.Pool({ connectionString: databaseUrl, max: 1 });
beforeAll(async () => {
  if (postgres) await admin.query(`CREATE SCHEMA ${schema}`);
});
afterAll(async () => {
  if (postgres) await admin.query(`DROP SCHEMA ${schema} CASCADE`);
  await admin.end();
  rmSync(folder, { recursive: true, force: true });
});

const stores = ['sqlite', 'postgres'] as const;
type Store = (typeof stores)[number];
const placeOf = (store: Store) => (store === 'sqlite' ? join(folder, 'ledger.db') : schema);
const effectsIn = (file: string) => readFileSync(file, 'utf8').trim().split('\n');
const sum = (printed: readonly string[]) => printed.reduce((all, each) => all + Number(each), 0);

function open(store: Store): { ledger: Ledger; end: () => Promise<unknown> } {
  if (store === 'sqlite') return { ledger: sqliteLedger(placeOf(store)), end: async () => {} };
  const options = `-c search_path=${schema}`;
  const pool = new pg.Pool({ connectionString: databaseUrl, options, max: 2 });
  return { ledger: postgresLedger(pool), end: () => pool.end() };
}

/** An approval that was given, for a call nobody has run. */
async function approved(store: Store): Promise<string> {
  const { ledger, end } = open(store);
  const handlers = { ask: () => null, once: () => null } as never;
  const runtime = createRuntime({ tools: processTools, handlers, ledger });
  const call = { id: 'call_1', name: 'ask', arguments: '{"id":"a"}' };
  const asked = await runtime.run(call, { caller: callers.user });
  if (asked.status !== 'pending') throw new TypeError(asked.text);
  await runtime.approvals.approve(asked.approval.id, { by: callers.supervisor });
  await runtime.close();
  await ledger.close();
  await end().catch(() => undefined);
  return asked.approval.id;
}

describe.each(stores)('%s', (store) => {
  const skip = store === 'postgres' && !postgres;
  test.skipIf(skip)('64 redemptions of one approval from 8 processes: 1 execution', async () => {
    const id = await approved(store);
    const effects = join(folder, `${store}-resume`);
    await processes(8, 'proof', store, placeOf(store), effects, 'resume', id, '8');
    expect(effectsIn(effects)).toEqual(['a']);
  });

  test.skipIf(skip)(
    '32 calls of one idempotency key from 4 processes: 1 execution, 32 answers',
    async () => {
      const effects = join(folder, `${store}-once`);
      const printed = await processes(4, 'proof', store, placeOf(store), effects, 'once', 'k', '8');
      expect(effectsIn(effects)).toEqual(['k']);
      expect(sum(printed)).toBe(32);
    },
  );
});
