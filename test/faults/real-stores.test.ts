import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { systemEnv } from '../../src/env.js';
import { createRuntime, type ToolEvent } from '../../src/index.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { sqlLedger } from '../../src/ledger/sql.js';
import type { Limiter } from '../../src/limiter/limiter.js';
import { verifyAudit } from '../../src/node/index.js';
import { openLedgerFile, sqliteSql } from '../../src/node/ledger.js';
import { openSqlite } from '../../src/node/sqlite.js';
import { postgresLedger, postgresLimiter } from '../../src/postgres/index.js';
import { redisLimiter } from '../../src/redis/index.js';
import { callers } from '../fixture/desk.js';
import { fixtureTool, levels, toolset } from '../fixture/tool.js';
import { redisInstalled, redisServers } from '../redis-server.js';
import { databaseUrl, reachable } from '../stores.js';
import { proxy } from './proxy.js';

/**
 * Row 22 of the requirements: "store outage: Redis/PostgreSQL killed, hung (SIGSTOP), slow (2 s), READONLY, full:
 * write/admin 0 executed; reads follow the declared fail mode; decision within 1.5 × configured time-out; recovery
 * without restart; metric and audit show the mode." Slow stores, by the virtual clock: stores.test.ts; a PostgreSQL that
 * is full or read-only: refused.test.ts; the metric: test/src/otel/otel.test.ts.
 *
 * Real stores in real trouble, and so in real time. `TIMEOUT_MS` is the longest wait; half of it again is for a machine
 * that stalls, which is why it is long, and why the tests wait beside each other.
 */
const TIMEOUT_MS = 4_000;
const IN_TIME_MS = TIMEOUT_MS * 1.5;

const limit = (onOutage: 'deny' | 'local_share' | 'allow') => ({
  ...{ name: onOutage, limit: 1_000, perMs: 60_000, onOutage },
  by: 'user' as const,
});
const tools = toolset({
  read: fixtureTool('read'),
  write: fixtureTool('write', {}, { effect: 'write', permission: levels.write }),
  limited: fixtureTool(
    'limited',
    {},
    { effect: 'write', permission: levels.write, limits: [limit('deny')] },
  ),
  lenient: fixtureTool('lenient', {}, { limits: [limit('allow')] }),
});

const folder = mkdtempSync(join(tmpdir(), 'toolwright-stores-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function service(ledger: Ledger, limiter?: Limiter) {
  const events: ToolEvent[] = [];
  let ran = 0;
  const runtime = createRuntime({
    tools,
    handlers: Object.fromEntries(
      Object.keys(tools.tools).map((name) => [name, () => (ran += 1)]),
    ) as never,
    ledger,
    ...(limiter && { limiter }),
    events: [{ name: 'test', write: (event) => events.push(event) }],
    storeTimeoutMs: TIMEOUT_MS,
  });
  return {
    runtime,
    ran: () => ran,
    outages: (store: string) =>
      events.filter((event) => event.type === 'outage' && event.store === store).length,
    async told(name: keyof typeof tools.tools) {
      const from = performance.now();
      const outcome = await runtime.run(
        { id: 'c', name, arguments: '' },
        { caller: callers.agent },
      );
      const code = outcome.status === 'failed' ? outcome.error.code : outcome.status;
      return { code, ms: performance.now() - from };
    },
  };
}
type Service = ReturnType<typeof service>;

/** A write is refused in time and does not run; once the trouble is over it runs, in the same process. */
async function refused(it: Service, name: 'write' | 'limited', store: 'ledger' | 'limiter') {
  const before = it.ran();
  const { code, ms } = await it.told(name);
  expect(code).toBe('store_unavailable');
  expect(ms).toBeLessThanOrEqual(IN_TIME_MS);
  expect(it.ran()).toBe(before);
  expect(it.outages(store)).toBeGreaterThan(0);
}

async function recovers(it: Service, name: 'write' | 'limited'): Promise<void> {
  const end = performance.now() + 40_000;
  let code = '';
  while (code !== 'completed' && performance.now() < end) {
    ({ code } = await it.told(name));
    // A client that knows its connection lost is not asked, and needs a turn of its own to come back.
    await turn();
  }
  expect(code).toBe('completed');
}

describe('SQLite', { concurrent: true }, () => {
  const open = (name: string) => {
    const path = join(folder, `${name}.db`);
    const sqlite = openLedgerFile(path, 'os');
    const ledger = sqlLedger(sqliteSql(sqlite), { name: 'sqlite', sha256, env: systemEnv });
    return { path, sqlite, ledger };
  };

  test('read-only', async () => {
    const { path, sqlite, ledger } = open('read-only');
    const it = service(ledger);
    await recovers(it, 'write');
    sqlite.all('PRAGMA query_only = ON');
    await refused(it, 'write', 'ledger');
    expect(await it.told('read')).toMatchObject({ code: 'store_unavailable' });
    sqlite.all('PRAGMA query_only = OFF');
    await recovers(it, 'write');
    await it.runtime.close();
    await ledger.close();
    expect(await verifyAudit(path)).toMatchObject({ valid: true });
  });

  test('full', async () => {
    const { path, sqlite, ledger } = open('full');
    const it = service(ledger);
    await recovers(it, 'write');
    const [pages] = sqlite.all('PRAGMA page_count');
    sqlite.all(`PRAGMA max_page_count = ${Number(pages?.page_count)}`);
    // What is left of the last page takes a few more.
    while ((await it.told('write')).code === 'completed');
    await refused(it, 'write', 'ledger');
    sqlite.all('PRAGMA max_page_count = 100000');
    await recovers(it, 'write');
    await it.runtime.close();
    await ledger.close();
    expect(await verifyAudit(path)).toMatchObject({ valid: true });
  });

  test('held by a process that hangs: the rest of this one goes on', async () => {
    const { path, ledger } = open('held');
    const it = service(ledger);
    await recovers(it, 'write');
    const other = openSqlite(path);
    other.all('BEGIN IMMEDIATE');
    let turns = 0;
    const clock = setInterval(() => {
      turns += 1;
    }, 5);
    await refused(it, 'write', 'ledger');
    clearInterval(clock);
    expect(turns).toBeGreaterThan(5);
    other.all('COMMIT');
    other.close();
    await recovers(it, 'write');
    await it.runtime.close();
    await ledger.close();
    expect(await verifyAudit(path)).toMatchObject({ valid: true });
  });
});

describe.skipIf(!redisInstalled())('a Redis of its own', { concurrent: true }, () => {
  const { start } = redisServers();
  async function scene() {
    const { port, server } = await start();
    const client = new Redis({ port, host: '127.0.0.1', maxRetriesPerRequest: 1 });
    client.on('error', () => {});
    const ledger = sqlLedger(sqliteSql(openLedgerFile(join(folder, `${port}.db`), 'os')), {
      ...{ name: 'sqlite', sha256 },
    });
    const it = service(ledger, redisLimiter(client, { timeoutMs: TIMEOUT_MS }));
    await recovers(it, 'limited');
    const end = async () => {
      await it.runtime.close();
      await ledger.close();
      client.disconnect();
    };
    return { port, server, client, it, end };
  }

  // Its answers are refusals, at once: to a replica nothing is written, and to a full one neither.
  test.each([
    ['READONLY', ['replicaof', '127.0.0.1', '1'], ['replicaof', 'no', 'one']],
    ['full', ['config', 'set', 'maxmemory', '1'], ['config', 'set', 'maxmemory', '0']],
  ] as const)('%s', async (_, begin, after) => {
    const { client, it, end } = await scene();
    const order = ([name, ...args]: readonly string[]) => client.call(name as string, ...args);
    await order(begin);
    await refused(it, 'limited', 'limiter');
    expect(await it.told('lenient')).toMatchObject({ code: 'completed' });
    await order(after);
    await recovers(it, 'limited');
    await end();
  });

  test('hung: SIGSTOP and SIGCONT', async () => {
    const { server, it, end } = await scene();
    server.kill('SIGSTOP');
    await refused(it, 'limited', 'limiter');
    const { code, ms } = await it.told('lenient');
    expect(code).toBe('completed');
    expect(ms).toBeLessThanOrEqual(IN_TIME_MS);
    server.kill('SIGCONT');
    await recovers(it, 'limited');
    await end();
  });

  test('killed and started again', async () => {
    const { port, server, it, end } = await scene();
    server.kill('SIGKILL');
    await refused(it, 'limited', 'limiter');
    expect(await it.told('lenient')).toMatchObject({ code: 'completed' });
    await start(port);
    await recovers(it, 'limited');
    await end();
  });
});

/** The processes of the server that serve a pool of two. */
async function backendsOf(pool: pg.Pool): Promise<number[]> {
  const clients = await Promise.all([pool.connect(), pool.connect()]);
  const asked = clients.map((client) => client.query('SELECT pg_backend_pid() AS pid'));
  const pids = (await Promise.all(asked)).map(({ rows }) => rows[0].pid);
  for (const client of clients) client.release();
  return pids;
}

/** False where they are another user's, or run on another machine: nobody else's process may get the signal. */
function signalled(pids: readonly number[], signal: 'SIGSTOP' | 'SIGCONT'): boolean {
  try {
    const ours = (pid: number) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('postgres:');
    return pids.every((pid) => ours(pid) && process.kill(pid, signal));
  } catch {
    return false;
  }
}

const there = await reachable(databaseUrl);
describe.skipIf(!there)('a PostgreSQL behind a door', { concurrent: true }, () => {
  async function behindADoor() {
    const schema = `tw_${randomUUID().replaceAll('-', '')}`;
    const url = new URL(databaseUrl);
    const door = await proxy(Number(url.port || 5432));
    const owner = new pg.Pool({ connectionString: databaseUrl, max: 1 });
    await owner.query(`CREATE SCHEMA ${schema}`);
    url.hostname = '127.0.0.1';
    url.port = String(door.port);
    const pool = new pg.Pool({
      connectionString: url.href,
      options: `-c search_path=${schema}`,
      max: 2,
      connectionTimeoutMillis: TIMEOUT_MS,
    });
    pool.on('error', () => {});
    const ledger = postgresLedger(pool, { timeoutMs: TIMEOUT_MS * 2 });
    const it = service(ledger, postgresLimiter(pool, { table: schema, timeoutMs: TIMEOUT_MS / 2 }));
    async function end() {
      await it.runtime.close();
      await ledger.close();
      await pool.end();
      await door.close();
      await owner.query(`DROP SCHEMA ${schema} CASCADE`);
      await owner.end();
    }
    return { door, pool, ledger, it, end };
  }

  test.each(['freeze', 'cut'] as const)('%s', async (trouble) => {
    const { door, it, end } = await behindADoor();
    await recovers(it, 'write');
    door[trouble]();
    await refused(it, 'write', 'ledger');
    expect(await it.told('read')).toMatchObject({ code: 'store_unavailable' });
    door.thaw();
    await recovers(it, 'write');
    await end();
  });

  // Every connection of the pool is dead, and nothing tells so: only a query's own time gives them back.
  test.each(['write', 'limited'] as const)('connections that die in silence: %s', async (name) => {
    const { door, pool, it, end } = await behindADoor();
    await recovers(it, name);
    await Promise.all([pool.query('SELECT 1'), pool.query('SELECT 1')]);
    door.lose();
    await refused(it, name, name === 'write' ? 'ledger' : 'limiter');
    await recovers(it, name);
    await end();
  });

  // Row 22 of the requirements, for PostgreSQL: the processes of the server that serve us are stopped.
  test.for(['write', 'limited'] as const)('SIGSTOP and SIGCONT: %s', async (name, { skip }) => {
    const { pool, it, end } = await behindADoor();
    await recovers(it, name);
    const backends = await backendsOf(pool);
    try {
      if (!signalled(backends, 'SIGSTOP')) skip('the processes of PostgreSQL are not ours to stop');
      await refused(it, name, name === 'write' ? 'ledger' : 'limiter');
    } finally {
      signalled(backends, 'SIGCONT');
    }
    const before = it.ran();
    await recovers(it, name);
    // What was refused does not run after all.
    expect(it.ran()).toBe(before + 1);
    await end();
  });

  test('connections that die before the tables are there', async () => {
    const { door, pool, it, end } = await behindADoor();
    await Promise.all([pool.query('SELECT 1'), pool.query('SELECT 1')]);
    door.lose();
    await refused(it, 'limited', 'limiter');
    await recovers(it, 'limited');
    await end();
  });
});
