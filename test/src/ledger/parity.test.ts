import { afterAll, expect, test } from 'vitest';
import { StoreError } from '../../../src/error.js';
import type { Ledger } from '../../../src/ledger/ledger.js';
import { memoryLedger } from '../../../src/ledger/memory.js';
import { sqliteLedger } from '../../../src/node/index.js';
import { postgresLedger } from '../../../src/postgres/index.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';
import { type Move, moves } from '../../contract/ledger/moves.js';
import { freshSchema } from '../../fixture/postgres.js';
import { random } from '../../proofs/random.js';
import { sizes } from '../../sizes.js';
import { databaseUrl, reachable } from '../../stores.js';

const STEPS = 100;
const schema = (await reachable(databaseUrl)) ? await freshSchema() : undefined;
afterAll(() => schema?.drop());

const TABLES = ['call', 'idempotency', 'lease', 'approval', 'grant', 'run', 'audit'];

/** Empty ones, on one clock. */
async function ledgers(env: ReturnType<typeof virtualEnv>): Promise<readonly Ledger[]> {
  const here = [memoryLedger({ env }), sqliteLedger(':memory:', { env })];
  if (!schema) return here;
  const there = postgresLedger(schema.pool, { now: env.now });
  await there.now();
  await schema.pool.query(TABLES.map((name) => `DELETE FROM tw_${name};`).join(' '));
  return [...here, there];
}

async function answer(ledger: Ledger, [method, ...given]: Move): Promise<unknown> {
  try {
    // Each move was made for its method.
    return await (ledger[method] as (...given: unknown[]) => Promise<unknown>)(...given);
  } catch (error) {
    if (error instanceof StoreError) return 'StoreError';
    throw error;
  }
}

const logged = async (ledger: Ledger) => (await ledger.audit()).map(({ body }) => body);

test('one history, one answer: in memory, SQLite and PostgreSQL', async () => {
  for (let seed = 1; seed <= sizes.parity; seed += 1) {
    const chance = random(2 * seed);
    const env = virtualEnv();
    const all = await ledgers(env);
    const next = moves(chance);
    for (let step = 1; step <= STEPS; step += 1) {
      const move = next();
      const [first, ...others] = await Promise.all(all.map((ledger) => answer(ledger, move)));
      for (const other of others)
        expect(other, `seed ${seed}, step ${step}: ${move}`).toEqual(first);
      if (chance.chance(0.25)) await env.advance(chance.pick([1, 499, 500, 500, 500, 4_000]));
    }
    const [first, ...others] = await Promise.all(all.map(logged));
    for (const other of others) expect(other, `seed ${seed}`).toEqual(first);
    for (const ledger of all) await ledger.close();
  }
});
