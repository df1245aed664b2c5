import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRuntime } from '../../src/index.js';
import { verifyAudit } from '../../src/node/index.js';
import { postgresLedger } from '../../src/postgres/index.js';
import type { Context } from '../../src/tool.js';
import { callers } from '../fixture/desk.js';
import { freshSchema, type Schema } from '../fixture/postgres.js';
import { fixtureTool, levels, toolset } from '../fixture/tool.js';
import { databaseUrl, reachable } from '../stores.js';

/**
 * Row 43 of the requirements: "audit failure: disk full, EIO, fsync error, PostgreSQL refusing a value: write/admin stop
 * (closed), reads by config, health turns red." Row 22: "READONLY, full." Here a PostgreSQL that answers, and refuses. A
 * sync that fails and a torn line: full-disk.test.ts, power-cut.test.ts and test/src/node/jsonl-audit.test.ts.
 */
const refuses = (code: string) => `
  CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE 'refused' USING ERRCODE = '${code}'; END $$;
  CREATE TRIGGER refuse BEFORE INSERT ON tw_audit EXECUTE FUNCTION refuse()`;
const ends = 'DROP FUNCTION refuse CASCADE';
const check = 'ADD CONSTRAINT refuse CHECK (length(body) < 0) NOT VALID';
const troubles: readonly (readonly [string, string, string])[] = [
  [
    'refuses a value',
    `ALTER TABLE tw_audit ${check}`,
    'ALTER TABLE tw_audit DROP CONSTRAINT refuse',
  ],
  ['is full', refuses('disk_full'), ends],
  ['is read-only', refuses('read_only_sql_transaction'), ends],
  ['cannot read its disk', refuses('io_error'), ends],
];

const input = { type: 'object', properties: { note: { type: 'string' } } } as const;
const tools = toolset({
  read: fixtureTool('read', { input }),
  write: fixtureTool('write', { input }, { effect: 'write', permission: levels.write }),
  admin: fixtureTool(
    'admin',
    { input },
    { effect: 'destructive', permission: { name: 'a', roles: ['agent'] } },
  ),
});

const there = await reachable(databaseUrl);
describe.skipIf(!there)('a PostgreSQL that', () => {
  let schema: Schema;
  beforeAll(async () => {
    schema = await freshSchema(1);
  });
  afterAll(() => schema.drop());

  function service(on_outage: 'deny' | 'allow') {
    const ran: string[] = [];
    const act =
      (name: string) =>
      (_: unknown, { log }: Context) => {
        ran.push(name);
        log('NUL \u0000, half a pair \ud800, \udc00', { '\u0000': '\udfff' });
      };
    const handlers = { read: act('read'), write: act('write'), admin: act('admin') } as never;
    const ledger = postgresLedger(schema.pool);
    const runtime = createRuntime({ tools, handlers, ledger, audit: { on_outage } });
    const told = async (name: keyof typeof tools.tools) => {
      const outcome = await runtime.run(
        { id: 'c\u0000', name, arguments: '{"note":"\u{1f600}"}' },
        { caller: callers.agent },
      );
      return outcome.status === 'failed' ? outcome.error.code : outcome.status;
    };
    return { ran, ledger, runtime, told };
  }

  test.each(
    troubles.flatMap((each) =>
      (['deny', 'allow'] as const).map((mode) => [...each, mode] as const),
    ),
  )(
    '%s: writes stop, health turns red, reads by config, and all is well after',
    async (_, begin, end, mode) => {
      const { ran, ledger, runtime, told } = service(mode);
      // What no jsonb would take, the log holds.
      expect(await told('write')).toBe('completed');
      expect(runtime.healthy).toBe(true);
      await schema.pool.query(begin);
      ran.length = 0;
      for (const name of ['write', 'admin'] as const)
        expect(await told(name)).toBe('store_unavailable');
      expect(ran).toEqual([]);
      expect(runtime.healthy).toBe(false);
      expect(await told('read')).toBe(mode === 'deny' ? 'store_unavailable' : 'completed');
      expect(ran).toEqual(mode === 'deny' ? [] : ['read']);
      await schema.pool.query(end);
      expect(await told('admin')).toBe('completed');
      expect(runtime.healthy).toBe(true);
      await runtime.close();
      const log = (await ledger.audit({ limit: 10_000 })).map(({ body }) => JSON.parse(body));
      const keys = (type: string) => log.flatMap((e) => (e.type === type ? [e.key] : []));
      expect(new Set(keys('outcome'))).toEqual(new Set(keys('intent')));
      expect(await verifyAudit(ledger)).toMatchObject({ valid: true });
      await ledger.close();
    },
  );
});
