import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, test as base, beforeAll, describe, expect } from 'vitest';
import { auditQueryCommand, type EventFilter } from '../../../codegen/command/audit/query.js';
import { auditTailCommand } from '../../../codegen/command/audit/tail.js';
import type { Terminal } from '../../../codegen/command/terminal.js';
import { type SqlLedger, sqliteLedger } from '../../../src/node/index.js';
import { postgresLedger } from '../../../src/postgres/index.js';
import { freshSchema } from '../../fixture/postgres.js';
import { databaseUrl, reachable } from '../../stores.js';

const there = await reachable(databaseUrl);
const folder = mkdtempSync(join(tmpdir(), 'toolwright-views-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const event = (at: number, more: object) =>
  JSON.stringify({
    v: 1,
    seq: at,
    at,
    run: 'r',
    key: `k${at}`,
    tool: 'send',
    caller: null,
    ...more,
  });
const ada = { id: 'ada', tenant: 'acme' };

/** Where two ledgers can be opened on the same log, and the log's address. */
let files = 0;
const stores = {
  async sqlite() {
    files += 1;
    const address = join(folder, `${files}.db`);
    return {
      address,
      open: () => sqliteLedger(address, { durability: 'none' }),
      drop: async () => {},
    };
  },
  async postgres() {
    const { address, pool, drop } = await freshSchema(2);
    return { address, open: () => postgresLedger(pool), drop };
  },
};

function terminal(format: Terminal['format'], heard: (text: string) => void = () => {}) {
  const said = { printed: '', complained: '' };
  const print = (text: string) => {
    said.printed += text;
    heard(text);
  };
  const complain = (text: string) => {
    said.complained += text;
  };
  return { said, terminal: { print, complain, color: false, format } };
}

describe.each(Object.keys(stores) as (keyof typeof stores)[])('%s', (store) => {
  const skip = store === 'postgres' && !there;
  const test = base.skipIf(skip);
  interface Scene {
    readonly address: string;
    readonly ledger: SqlLedger;
    end(): Promise<void>;
  }
  async function written(): Promise<Scene> {
    const { address, open, drop } = await stores[store]();
    const ledger = open();
    const second = open();
    await ledger.append([
      event(1, { type: 'intent', caller: ada }),
      event(3, { type: 'outcome', status: 'failed', code: 'rate_limited', caller: ada }),
    ]);
    await second.append([event(2, { type: 'pending', tool: 'se\x1b[31m\nnd', run: 's' })]);
    await second.close();
    const end = async () => {
      await ledger.close();
      await drop();
    };
    return { address, ledger, end };
  }
  let scene: Scene;
  beforeAll(async () => {
    if (!skip) scene = await written();
  });
  afterAll(() => scene?.end());

  test.each<[EventFilter, readonly number[]]>([
    [{}, [1, 2, 3]],
    [{ tool: 'send' }, [1, 3]],
    [{ caller: 'ada', tenant: 'acme' }, [1, 3]],
    [{ tenant: 'other' }, []],
    [{ code: 'rate_limited' }, [3]],
    [{ status: 'failed' }, [3]],
    [{ status: 'pending' }, [2]],
    [{ run: 's' }, [2]],
    [{ key: 'k1' }, [1]],
    [{ since: 2, until: 2 }, [2]],
  ])('query %j', async (filter, at) => {
    const { said, terminal: out } = terminal('json');
    expect(await auditQueryCommand(scene.address, filter, 100, out)).toBe(0);
    const { events, found } = JSON.parse(said.printed);
    expect(events.map((each: { at: number }) => each.at)).toEqual(at);
    expect(found).toBe(at.length);
  });

  test.each<[EventFilter, string]>([
    [{ code: 'rate_limitd' }, 'did you mean rate_limited?'],
    [{ code: 'nope' }, 'known are tool_not_found, '],
    [{ status: 'faild' }, 'did you mean failed?'],
    [{ status: 'done' }, 'known are completed, failed, '],
  ])('a word that does not exist is no question: %j', async (filter, hint) => {
    const { said, terminal: shell } = terminal('pretty');
    expect(await auditQueryCommand(scene.address, filter, 9, shell)).toBe(2);
    expect(said.printed).toBe('');
    expect(said.complained).toContain(hint);
  });

  test('a code that exists and did not happen is answered by nothing', async () => {
    const { said, terminal: shell } = terminal('pretty');
    expect(await auditQueryCommand(scene.address, { code: 'timed_out' }, 9, shell)).toBe(0);
    expect(said).toEqual({ printed: '', complained: '' });
  });

  test('the newest of many, for people, one line each whatever a name holds', async () => {
    const { said, terminal: out } = terminal('pretty');
    expect(await auditQueryCommand(scene.address, {}, 2, out)).toBe(0);
    expect(said.printed).toBe(
      '1970-01-01T00:00:00.002Z  pending    se<U+001B>[31m<U+000A>nd  nobody  s\n' +
        '1970-01-01T00:00:00.003Z  outcome    send  acme/ada  rate_limited  r\n' +
        '1 older event more: see --limit\n',
    );
  });

  test('none of many', async () => {
    const { said, terminal: out } = terminal('pretty');
    expect(await auditQueryCommand(scene.address, {}, 0, out)).toBe(0);
    expect(said.printed).toBe('3 older events more: see --limit\n');
  });

  test('tail begins with the last, follows while a service writes, and ends when told', async () => {
    const own = await written();
    const enough = new AbortController();
    const { said, terminal: out } = terminal('json', (text) => {
      const { at } = JSON.parse(text);
      if (at === 3) void own.ledger.append([event(4, { type: 'log', message: 'more' })]);
      if (at === 4) enough.abort();
    });
    expect(await auditTailCommand(own.address, 1, out, enough.signal)).toBe(0);
    await own.end();
    const shown = said.printed.trimEnd().split('\n');
    expect(shown.map((line) => JSON.parse(line).at)).toEqual([3, 4]);
  });

  test('a cause is told in its words, and in JSON with its stack', async () => {
    const own = await written();
    const at = '\n    at send (/srv/handlers/send.ts:5:21)\n    at run (/srv/run.ts:1:1)';
    const cause = `Error: no order${at}\ncaused by Error: gone${at}`;
    const failed = { type: 'outcome', status: 'failed', code: 'handler_failed', cause };
    await own.ledger.append([event(4, failed)]);
    const { said, terminal: pretty } = terminal('pretty');
    const { said: whole, terminal: json } = terminal('json');
    expect(await auditQueryCommand(own.address, {}, 1, pretty)).toBe(0);
    expect(await auditQueryCommand(own.address, {}, 1, json)).toBe(0);
    await own.end();
    expect(said.printed).toContain(
      'handler_failed  Error: no order<U+000A>caused by Error: gone  r\n',
    );
    expect(JSON.parse(whole.printed).events[0].cause).toBe(cause);
  });

  test('a time that is none, as whoever changed the log may have written it', async () => {
    const own = await written();
    await own.ledger.append([event(1e300, { type: 'log', message: 'odd' })]);
    const { said, terminal: out } = terminal('pretty');
    expect(await auditQueryCommand(own.address, {}, 1, out)).toBe(0);
    await own.end();
    expect(said.printed).toMatch(/^1e\+300 {2}log/);
  });
});

base('a file that is not there is said to be, by both', async () => {
  const missing = join(folder, 'no.db');
  const { said, terminal: out } = terminal('pretty');
  expect(await auditQueryCommand(missing, {}, 1, out)).toBe(2);
  expect(await auditTailCommand(missing, 1, out, AbortSignal.abort())).toBe(2);
  expect(said.complained.match(/does not exist/g)).toHaveLength(2);
});
