import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemEnv } from '../../../src/env.js';
import { createRuntime } from '../../../src/index.js';
import type { Ledger } from '../../../src/ledger/ledger.js';
import { sqliteLedger } from '../../../src/node/index.js';
import { postgresLedger } from '../../../src/postgres/index.js';
import { callers } from '../../fixture/desk.js';
import { freshSchema, type Schema } from '../../fixture/postgres.js';
import { fixtureTool, levels, toolset } from '../../fixture/tool.js';
import { databaseUrl, reachable } from '../../stores.js';

/** Row 11 of the requirements: "after TTL on the store's clock: 0; client clock ± 1 h changes nothing." */

const HOUR_MS = 3_600_000;
const EXPIRES_MS = HOUR_MS / 2;
const approval = { expiresMs: EXPIRES_MS, by: { roles: ['supervisor'] } } as const;
const send = fixtureTool(
  'send',
  {},
  { effect: 'write', permission: { ...levels.write_requires_approval, approval } },
);
const tools = toolset({ send });
const skews = [0, HOUR_MS, -HOUR_MS];
const pairs = skews.flatMap((here) => skews.map((there) => [here, there] as const));

/** A process whose host's clock is off, and steps back an hour in the middle of its life. */
function host(ledger: Ledger, aheadMs: number) {
  let skew = aheadMs;
  const env = { now: () => systemEnv.now() + skew };
  let ran = 0;
  const handlers = { send: () => (ran += 1) } as never;
  const runtime = createRuntime({ tools, handlers, ledger, env });
  const call = { id: 'c', name: 'send', arguments: '{}' };
  return {
    runtime,
    ran: () => ran,
    stepBack: () => {
      skew -= HOUR_MS;
    },
    async ask() {
      const asked = await runtime.run(call, { caller: callers.agent });
      if (asked.status !== 'pending') throw new TypeError(asked.text);
      return asked.approval;
    },
    async resume(id: string) {
      const outcome = await runtime.resume(id, { caller: callers.agent });
      return outcome.status === 'failed' ? outcome.error.code : outcome.status;
    },
  };
}

const there = await reachable(databaseUrl);
describe.skipIf(!there)('PostgreSQL: its own clock counts', () => {
  let schema: Schema;
  beforeAll(async () => {
    schema = await freshSchema();
  });
  afterAll(() => schema.drop());
  const open = (aheadMs: number) => host(postgresLedger(schema.pool), aheadMs);
  /** Time passes on the server alone. */
  const pass = (id: string, ms: number) =>
    schema.pool.query(
      'UPDATE tw_approval SET created_at = created_at - $1, expires_at = expires_at - $1 WHERE id = $2',
      [ms, id],
    );

  test.each(pairs)('asked %i ms ahead, decided and used %i ms ahead', async (here, other) => {
    const [asker, decider] = [open(here), open(other)];
    const asked = await asker.ask();
    const now = await postgresLedger(schema.pool).now();
    // The server's clock is read for each of the two.
    const lasts = asked.expiresAt - asked.createdAt;
    expect(lasts).toBeGreaterThanOrEqual(EXPIRES_MS);
    expect(lasts).toBeLessThan(EXPIRES_MS + HOUR_MS / 4);
    expect(Math.abs(asked.createdAt - now)).toBeLessThan(HOUR_MS / 4);
    asker.stepBack();
    await decider.runtime.approvals.approve(asked.id, { by: callers.supervisor });
    decider.stepBack();
    expect(await decider.resume(asked.id)).toBe('completed');
    expect(await asker.resume(asked.id)).toBe('completed');
    expect(asker.ran() + decider.ran()).toBe(1);
  });

  test.each(pairs)('expired there: whoever asks, %i and %i ms ahead', async (here, other) => {
    const [asker, decider] = [open(here), open(other)];
    const [asked, late] = [await asker.ask(), await asker.ask()];
    await decider.runtime.approvals.approve(asked.id, { by: callers.supervisor });
    for (const { id } of [asked, late]) await pass(id, EXPIRES_MS);
    const decided = decider.runtime.approvals.approve(late.id, { by: callers.supervisor });
    await expect(decided).rejects.toThrow('expired already');
    for (const process of [asker, decider]) {
      expect(await process.resume(asked.id)).toBe('approval_expired');
      process.stepBack();
      expect(await process.resume(late.id)).toBe('approval_expired');
    }
    expect(asker.ran() + decider.ran()).toBe(0);
  });
});

describe('SQLite: the host’s clock counts, and a file is for one host', () => {
  const folder = mkdtempSync(join(tmpdir(), 'toolwright-clock-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([
    [0, 'completed'],
    [-HOUR_MS, 'completed'],
    [HOUR_MS, 'approval_expired'],
  ])('used %i ms ahead of who asked: %s', async (aheadMs, expected) => {
    const env = (ms: number) => ({ ...systemEnv, now: () => systemEnv.now() + ms });
    const path = join(folder, `${aheadMs}.db`);
    const asker = host(sqliteLedger(path, { env: env(0) }), 0);
    const asked = await asker.ask();
    await asker.runtime.approvals.approve(asked.id, { by: callers.supervisor });
    const other = host(sqliteLedger(path, { env: env(aheadMs) }), aheadMs);
    expect(await other.resume(asked.id)).toBe(expected);
  });
});
