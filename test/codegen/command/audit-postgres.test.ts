import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAudit } from '../../../src/node/index.js';
import { postgresLedger } from '../../../src/postgres/index.js';
import { builtPackage } from '../../built.js';
import { freshSchema, type Schema } from '../../fixture/postgres.js';
import { databaseUrl, reachable } from '../../stores.js';

/** The audit commands as a person runs them, against a real PostgreSQL. */

const built = builtPackage();
afterAll(built.remove);
const start = (...args: string[]) =>
  spawn(process.execPath, [...built.cli, 'audit', ...args], {
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
async function said(...args: string[]) {
  const process = start(...args);
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    process[name].setEncoding('utf8').on('data', (text) => {
      texts[name] += text;
    });
  const [status] = await once(process, 'close');
  return { status, ...texts };
}

const there = await reachable(databaseUrl);
const WRITERS = 8;
const EACH = 25;
let at = 0;
const event = (writer: number) => {
  at += 1;
  const who = { caller: { id: `caller ${writer}`, tenant: 'acme' }, run: `run ${at}` };
  return JSON.stringify({ ...who, at, key: `key ${at}`, tool: 'send', type: 'log', message: 'm' });
};

describe.skipIf(!there)('a log in PostgreSQL', () => {
  let schema: Schema;
  const runs: string[] = [];
  let tailEnded: unknown;
  beforeAll(async () => {
    schema = await freshSchema();
    const writers = Array.from({ length: WRITERS }, () => postgresLedger(schema.pool));
    // Tables are made by the first statement of each: all at once.
    await Promise.all(writers.map((ledger, n) => ledger.append([event(n)])));
    const tail = start('tail', schema.address, '--lines', '8', '--format', 'json');
    const ended = once(tail, 'close');
    let live: Promise<unknown> | undefined;
    for await (const line of createInterface(tail.stdout)) {
      runs.push(JSON.parse(line).run);
      if (runs.length < WRITERS) continue;
      live ??= Promise.all(
        writers.map(async (ledger, n) => {
          for (let left = EACH; left > 0; left -= 1) await ledger.append([event(n)]);
        }),
      );
      if (runs.length === WRITERS * (EACH + 1)) tail.kill('SIGINT');
    }
    await live;
    tailEnded = await ended;
    for (const ledger of writers) await ledger.close();
  });
  afterAll(() => schema.drop());

  test(`tail shows each of ${WRITERS * EACH} live records of ${WRITERS} writers once`, () => {
    expect(tailEnded).toEqual([0, null]);
    const all = Array.from({ length: at }, (_, n) => `run ${n + 1}`);
    expect(runs.toSorted()).toEqual(all.toSorted());
  });

  test('query finds the records of one caller', async () => {
    const { status, stdout } = await said(
      ...['query', schema.address, '--caller', 'caller 3', '--format', 'json'],
    );
    expect(status).toBe(0);
    const { found, events } = JSON.parse(stdout);
    expect(found).toBe(EACH + 1);
    expect(new Set(events.map((each: { caller: { id: string } }) => each.caller.id))).toEqual(
      new Set(['caller 3']),
    );
  });

  test('verify: 0 where it holds, 1 where a record was changed; the password is not shown', async () => {
    const address = new URL(schema.address);
    address.password = 'hunter2';
    const whole = await said('verify', address.href);
    expect(whole).toMatchObject({ status: 0, stderr: '' });
    expect(whole.stdout).toMatch(/valid, 216 records of 8 writers, 8 checkpoints/);
    expect(whole.stdout).not.toMatch(/hunter2|search_path/);
    const second = 'seq = 2 AND writer = (SELECT MIN(writer) FROM tw_audit)';
    const { rows } = await schema.pool.query(`SELECT body FROM tw_audit WHERE ${second}`);
    const write = (body: string) =>
      schema.pool.query(`UPDATE tw_audit SET body = $1 WHERE ${second}`, [body]);
    await write('{}');
    const broken = await said('verify', schema.address);
    await write(rows[0].body);
    expect(broken.status).toBe(1);
    expect(broken.stdout).toContain('record 2 is not what was written');
  });

  test('the log of a newer toolwright is refused, and says so', async () => {
    const version = (change: string) =>
      schema.pool.query(`UPDATE tw_meta SET value = value::int ${change} WHERE name = 'version'`);
    await version('+ 97');
    await expect(readAudit(schema.address)).rejects.toThrow(/ledger_too_new.*version 9\d/);
    await version('- 97');
  });

  test('a connection that is lost while reading says why', async () => {
    const address = new URL(schema.address);
    address.searchParams.set('application_name', schema.name);
    const reader = await readAudit(address.href);
    const { rowCount } = await schema.pool.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1',
      [schema.name],
    );
    expect(rowCount).toBe(1);
    await expect(reader.heads()).rejects.toMatchObject({ code: 'audit_unreadable' });
    await reader.close();
  });
});

const at5432 = new URL(databaseUrl);
const elsewhere = (change: (url: URL) => void) => {
  const url = new URL(databaseUrl);
  url.password = 'hunter2';
  change(url);
  return url.href;
};
test.skipIf(!there).each<[string, string, string]>([
  [
    'no server',
    elsewhere((url) => {
      url.port = '1';
    }),
    `${at5432.hostname}:1${at5432.pathname} does not answer. Is the server running`,
  ],
  [
    'no such host',
    elsewhere((url) => {
      url.hostname = 'no-such-host.invalid';
    }),
    'no-such-host.invalid:5432/test cannot be found',
  ],
  [
    'no such database',
    elsewhere((url) => {
      url.pathname = '/no_such_database';
    }),
    '/no_such_database is not there: its server has no database of this name',
  ],
  [
    'no such user',
    elsewhere((url) => {
      url.username = 'nobody_of_this_name';
    }),
    'refuses this user',
  ],
  [
    'a schema without tables',
    elsewhere((url) => {
      url.searchParams.set('options', '-c search_path=tw_no_such_schema');
    }),
    'holds no audit log. A ledger makes one with its first call; in PostgreSQL in the first schema',
  ],
  ['another database', 'mysql://root:hunter2@db/desk', 'mysql://db/desk is neither a SQLite file'],
  ['no address', 'postgres://root:hunter2@db:99999/desk', 'the database cannot be read: '],
])('%s', async (_, address, told) => {
  const problem = await readAudit(address).catch((error) => error);
  expect(problem).toMatchObject({ name: 'SetupError', code: 'audit_unreadable' });
  expect(problem.message).toContain(told);
  expect(problem.message).not.toContain('hunter2');
});
