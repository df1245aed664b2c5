import { expect, test } from 'vitest';
import type { Ledger } from '../../src/ledger/ledger.js';
import { sqliteLedger, verifyAudit } from '../../src/node/index.js';
import type { VirtualEnv } from '../../src/testing/index.js';
import { sizes } from '../sizes.js';
import { check } from './check.js';
import { simulate } from './simulate.js';

/** `SEED=17 npx vitest run test/simulator` replays one history. */
const only = process.env.SEED;
const seeds = only ? [Number(only)] : Array.from({ length: sizes.seeds }, (_, at) => at + 1);

/** What happens, and what calls are told. */
const ODD = [
  ...['crash', 'redeemed', 'spent', 'taken', 'effect', 'threw'],
  ...['tool_not_found', 'invalid_json', 'invalid_arguments', 'unauthenticated', 'refused'],
  ...['permission_denied', 'rate_limited', 'idempotency_conflict', 'approval_rejected', 'busy'],
  ...['approval_expired', 'store_unavailable', 'timed_out', 'canceled', 'handler_failed'],
  'outcome_unknown',
];

test('every promise is kept in every history, and they are full of what can go wrong', async () => {
  const met = new Set<string>();
  for (const seed of seeds) {
    const history = await simulate(seed);
    expect(check(history), `seed ${seed}`).toEqual([]);
    for (const seen of history) {
      met.add(seen.type);
      if (seen.type === 'answer' && seen.outcome.status === 'failed')
        met.add(seen.outcome.error.code);
    }
  }
  if (!only) expect([...met]).toEqual(expect.arrayContaining(ODD));
});

test('and over SQL, whose log holds its chain', async () => {
  for (const seed of seeds.slice(0, sizes.sqlSeeds)) {
    let kept: Ledger | undefined;
    const store = (env: VirtualEnv) => {
      kept = sqliteLedger(':memory:', { env });
      return kept;
    };
    expect(check(await simulate(seed, { store })), `seed ${seed}`).toEqual([]);
    const log = kept as unknown as Ledger;
    expect(await verifyAudit(log), `seed ${seed}`).toMatchObject({ valid: true });
    await log.close();
  }
});

test('one seed is one history', async () => {
  const [once, again] = [await simulate(7), await simulate(7)];
  expect(JSON.stringify(again)).toBe(JSON.stringify(once));
});
