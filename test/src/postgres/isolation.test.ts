import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresLedger, postgresLimiter } from '../../../src/postgres/index.js';
import { intent, proposal } from '../../contract/ledger/samples.js';
import { freshSchema, type Schema } from '../../fixture/postgres.js';
import { databaseUrl, reachable } from '../../stores.js';

const there = await reachable(databaseUrl);
const MANY = 24;
const all = <Answer>(ask: (n: number) => Promise<Answer>): Promise<Answer[]> =>
  Promise.all(Array.from({ length: MANY }, (_, n) => ask(n)));
const yes = (answers: readonly boolean[]) => answers.filter(Boolean).length;

/** A server's own default, which whoever connects gets. */
describe.skipIf(!there).each(['repeatable read', 'serializable'])(
  'a server that is %s',
  (level) => {
    let schema: Schema;
    beforeAll(async () => {
      const set = `-c default_transaction_isolation=${level.replace(' ', '\\ ')}`;
      schema = await freshSchema(MANY, set);
    });
    afterAll(() => schema.drop());

    test('gives a limiter that lets through what there is, and answers all others', async () => {
      const { rows } = await schema.pool.query('SHOW transaction_isolation');
      expect(rows).toEqual([{ transaction_isolation: level }]);
      const limiter = postgresLimiter(schema.pool, { timeoutMs: 60_000 });
      const held = await all(async (n) => limiter.hold({ key: 'k', owner: `${n}` }, 2, 60_000));
      expect(yes(held)).toBe(2);
      const charge = { key: 'k', limit: 5, perMs: 86_400_000, burst: 5, cost: 1 };
      const taken = await all(async () => limiter.take([charge]));
      expect(yes(taken.map(({ ok }) => ok))).toBe(5);
    });

    test('gives a ledger in which one of many goes first, and the others are told', async () => {
      const ledger = postgresLedger(schema.pool);
      const begun = await all((n) => ledger.begin(intent, `try ${n}`));
      expect(yes(begun.map((each) => each.begun))).toBe(1);
      const claim = { call: 'c', args: '{}', leaseMs: 60_000 };
      const scope = { tenant: null, tool: 'send', key: 'k' };
      const claimed = await all((n) => ledger.claim(scope, { ...claim, call: `${n}` }));
      expect(yes(claimed.map((each) => each.claimed))).toBe(1);
      await ledger.propose(proposal, 60_000);
      const said = { status: 'approved', by: 'grace', note: null } as const;
      const decided = await all((n) => ledger.decide(proposal.id, said, `{"n":${n}}`));
      expect(yes(decided.map((each) => each !== undefined))).toBe(1);
    });
  },
);

test.skipIf(!there)('tables that cannot be made leave a single connection as it was', async () => {
  const { name, drop } = await freshSchema(1);
  const client = new pg.Client({
    connectionString: databaseUrl,
    options: '-c search_path=nowhere',
  });
  await client.connect();
  const limiter = postgresLimiter(client, { timeoutMs: 60_000 });
  const charge = { key: 'k', limit: 5, perMs: 1_000, burst: 5, cost: 1 };
  await expect(async () => limiter.take([charge])).rejects.toThrow('PostgreSQL failed');
  await client.query(`SET search_path = ${name}`);
  expect(await limiter.take([charge])).toEqual({ ok: true });
  await client.end();
  await drop();
});
