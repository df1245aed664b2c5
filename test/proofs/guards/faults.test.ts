import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SqlLedger } from '../../../src/ledger/sql.js';
import { sqliteLedger } from '../../../src/node/index.js';
import { postgresLedger } from '../../../src/postgres/index.js';
import type { Contract, Expression, Level, Validators } from '../../../src/tool.js';
import { freshSchema } from '../../fixture/postgres.js';
import { bench } from '../../fixture/runtime.js';
import { expression, fixtureTool, levels } from '../../fixture/tool.js';
import { databaseUrl, reachable } from '../../stores.js';

/**
 * Row 3 of the requirements: "Any guard that throws, times out or returns junk denies: fault in every guard × every
 * store: 0 executions, stable code, audited." Guards answer at once, so that one which never ends gives a promise.
 * Stores that throw, hang or answer junk: test/faults/stores.test.ts and test/faults/junk.test.ts.
 */
const faults: Readonly<Record<string, () => unknown>> = {
  throws: () => {
    throw new Error('a bug in a guard');
  },
  'never ends': () => new Promise(() => {}),
  'gives {}': () => ({}),
  'gives []': () => [],
  'gives nothing': () => undefined,
  'gives null': () => null,
  'gives 1': () => 1,
  'gives "yes"': () => 'yes',
};
/** What is no answer to a question is a key like any other. */
const keys = new Set(['gives 1', 'gives "yes"']);

type Change = (bad: Expression) => Partial<Contract>;
const good = expression('true', () => true);
const level = (rest: object): Partial<Contract> => ({
  permission: { ...levels.write, ...rest } as Level,
});
const limit = { name: 'l', limit: 9, perMs: 1_000, onOutage: 'allow' } as const;
const here = { caller: null };
const module = (rest: object) => async () => ({
  hash: 'hash-of-act',
  validators: { input: () => true, bound: { b: () => true }, ...rest } as unknown as Validators,
});

/** Every place of a contract that can keep a call from its handler. */
const judges: Readonly<Record<string, Change>> = {
  'allow of a level': (bad) => level({ allow: [good, bad] }),
  'forbid of a level': (bad) => level({ allow: [good], forbid: [bad] }),
  'allow of a tool': (bad) => ({ allow: bad }),
  'forbid of a tool': (bad) => ({ forbid: bad }),
  'when of an approval': (bad) => level({ approval: { expiresMs: 60_000, when: bad } }),
  'a check': (bad) => ({
    input: { properties: { id: { checks: [{ name: 'mine', run: () => bad(here) as never }] } } },
  }),
  'a validator': (bad) => ({ validators: module({ input: () => bad(here) }) }),
  'the validator of a bound argument': (bad) => ({
    bind: { b: good },
    validators: module({ bound: { b: () => bad(here) } }),
  }),
};
const named: Readonly<Record<string, Change>> = {
  'an idempotency key': (bad) => ({ idempotencyKey: { key: bad, ttlMs: 60_000 } }),
  'what is exclusive': (bad) => ({ exclusive: bad }),
  'who shares a limit': (bad) => ({ limits: [{ ...limit, by: bad }] }),
};
const codes: Readonly<Record<string, string>> = { 'a validator': 'invalid_arguments' };
const cases = [
  ...Object.entries(judges).flatMap(([where, change]) =>
    Object.entries(faults).map(([how, fault]) => ({ where, how, change, fault })),
  ),
  ...Object.entries(named).flatMap(([where, change]) =>
    Object.entries(faults)
      .filter(([how]) => !keys.has(how))
      .map(([how, fault]) => ({ where, how, change, fault })),
  ),
];

const folder = mkdtempSync(join(tmpdir(), 'toolwright-guards-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const there = await reachable(databaseUrl);
const stores: Readonly<Record<string, () => Promise<{ ledger: SqlLedger; drop(): unknown }>>> = {
  sqlite: async () => ({ ledger: sqliteLedger(join(folder, 'l.db')), drop: () => {} }),
  postgres: async () => {
    const { pool, drop } = await freshSchema(2);
    return { ledger: postgresLedger(pool), drop };
  },
};

const input = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] };
describe.each(Object.keys(stores))('%s', (store) => {
  const absent = store === 'postgres' && !there;
  let opened: { ledger: SqlLedger; drop(): unknown };
  beforeAll(async () => {
    if (!absent) opened = await (stores[store] as (typeof stores)[string])();
  });
  afterAll(async () => {
    await opened?.ledger.close();
    await opened?.drop();
  });

  test.skipIf(absent)(
    'a fault in every guard: 0 executions, one code, an intent and an outcome',
    async () => {
      const { ledger } = opened;
      const told: { at: string; key: string; code: string; ran: number }[] = [];
      for (const { where, how, change, fault } of cases) {
        let ran = 0;
        const contract = { effect: 'write', ...level({}), ...change(expression('args', fault)) };
        const act = fixtureTool('act', { input }, contract as Partial<Contract>);
        const { call, close } = bench({ act }, { act: () => (ran += 1) }, { ledger });
        const at = `${where} ${how}`;
        const outcome = await call('act', { id: 'a' }, { key: at });
        await close();
        const code = outcome.status === 'failed' ? outcome.error.code : outcome.status;
        told.push({ at, key: outcome.key, code, ran });
      }
      const log = (await ledger.audit({ limit: 10_000 })).map(({ body }) => JSON.parse(body));
      const of = (key: string) => log.flatMap((e) => (e.key === key ? [e.type] : []));
      const shown = told.map(({ at, key, code, ran }) => `${at}: ${code}, ran ${ran}, ${of(key)}`);
      const wanted = cases.map(({ where, how }) => {
        const code = codes[where] ?? 'policy_failed';
        return `${where} ${how}: ${code}, ran 0, intent,outcome`;
      });
      expect(shown).toEqual(wanted);
    },
  );
});
