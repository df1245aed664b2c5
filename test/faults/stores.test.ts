import { describe, expect, test } from 'vitest';
import { createRuntime, memoryLedger, memoryLimiter, type ToolEvent } from '../../src/index.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import type { Limiter } from '../../src/limiter/limiter.js';
import type { Runtime } from '../../src/runtime-api.js';
import { virtualEnv } from '../../src/testing/index.js';
import { callers } from '../fixture/desk.js';
import { expression, fixtureTool, levels, toolset } from '../fixture/tool.js';
import { watched } from './watched.js';

/**
 * Stores that hang, are slow or throw, by the virtual clock: what is answered, how soon, and what comes after. Row 22 of
 * the requirements: "slow (2 s) …: write/admin 0 executed; reads follow the declared fail mode; decision within 1.5 ×
 * configured time-out; recovery without restart"; the rest of it: real-stores.test.ts.
 */

const TIMEOUT_MS = 400;
const limit = (name: string, onOutage: 'deny' | 'local_share' | 'allow') => ({
  ...{ name, limit: 1, perMs: 60_000, onOutage },
  by: 'user' as const,
});
const read = fixtureTool('read');
const denied = fixtureTool('denied', {}, { limits: [limit('denied', 'deny')] });
const shared = fixtureTool('shared', {}, { limits: [limit('shared', 'local_share')] });
const allowed = fixtureTool('allowed', {}, { limits: [limit('allowed', 'allow')] });
const strictest = fixtureTool(
  'strictest',
  {},
  { limits: [limit('some', 'allow'), limit('most', 'deny')] },
);
const write = fixtureTool('write', {}, { effect: 'write', permission: levels.write });
const asks = fixtureTool(
  'asks',
  {},
  { effect: 'write', permission: levels.write_requires_approval },
);
const everything = fixtureTool(
  'everything',
  {},
  {
    effect: 'write',
    permission: levels.write_requires_approval,
    limits: [limit('everything', 'deny')],
    exclusive: expression('"one"', () => 'one'),
    idempotencyKey: { key: expression('"one"', () => 'one'), ttlMs: 60_000 },
  },
);
const alone = fixtureTool(
  'alone',
  {},
  {
    effect: 'write',
    permission: levels.write,
    exclusive: expression('"one"', () => 'one'),
  },
);
const tools = toolset({ alone, everything, read, denied, shared, allowed, strictest, write, asks });
type Name = keyof typeof tools.tools;

type Weather = 'fine' | 'hangs' | 'slow' | 'throws' | 'drags';
const faults = ['hangs', 'slow', 'throws'] as const;

function scene(onOutage: 'deny' | 'allow' = 'deny') {
  const env = virtualEnv();
  const weather: { ledger: Weather; limiter: Weather } = { ledger: 'fine', limiter: 'fine' };
  let drag = 0;
  let thaw = (): void => {};
  let thawed = new Promise<void>((resolve) => {
    thaw = resolve;
  });
  const meets = async (store: keyof typeof weather) => {
    if (weather[store] === 'throws') throw new Error('ECONNREFUSED');
    if (weather[store] === 'hangs') await thawed;
    if (weather[store] === 'slow')
      await new Promise<void>((resolve) => void env.after(TIMEOUT_MS * 3, resolve));
    if (weather[store] === 'drags')
      await new Promise<void>((resolve) => void env.after(drag, resolve));
  };
  const kept = memoryLedger({ env });
  let left = Number.POSITIVE_INFINITY;
  const single = new Map<string, { fault: Weather | 'forgets'; times: number }>();
  const ledger: Ledger = watched(kept, async (operation, moment) => {
    const own = single.get(operation);
    if (own && moment === (own.fault === 'forgets' ? 'after' : 'before') && own.times > 0) {
      own.times -= 1;
      if (own.fault === 'hangs') await thawed;
      else throw new Error('ECONNRESET');
    }
    if (moment === 'after') return undefined;
    left -= 1;
    if (left === 0) weather.ledger = 'hangs';
    return meets('ledger');
  });
  const memory = memoryLimiter({ env });
  const limiter: Limiter = {
    ...memory,
    take: async (...given) => {
      await meets('limiter');
      return memory.take(...given);
    },
  };
  const events: ToolEvent[] = [];
  const ran: string[] = [];
  const runtime: Runtime = createRuntime({
    tools,
    // Every handler does the same.
    handlers: Object.fromEntries(
      Object.keys(tools.tools).map((name) => [name, () => ran.push(name)]),
    ) as never,
    ledger,
    limiter,
    processes: 1,
    env,
    events: [{ name: 'test', write: (event) => events.push(event) }],
    audit: { on_outage: onOutage },
    storeTimeoutMs: TIMEOUT_MS,
  });
  return {
    ...{ env, runtime, weather, events, ran, kept },
    /** The ledger hangs from its operation number `at` on. */
    hangsAt(at: number) {
      left = at;
    },
    hangs: () => weather.ledger === 'hangs',
    /** One operation of the ledger alone; what it `forgets` it did, and its answer is lost. */
    troubles(operation: keyof Ledger, fault: 'hangs' | 'throws' | 'forgets', times = 1_000) {
      single.set(operation, { fault, times });
    },
    /** Every answer of both stores takes `ms`, which is in time. */
    drags(ms: number) {
      drag = ms;
      weather.ledger = 'drags';
      weather.limiter = 'drags';
    },
    heal() {
      left = Number.POSITIVE_INFINITY;
      single.clear();
      weather.ledger = 'fine';
      weather.limiter = 'fine';
      thaw();
      thawed = new Promise((resolve) => {
        thaw = resolve;
      });
    },
    /** What a call is told, and after how many ms. */
    async told(name: Name): Promise<readonly [string, number]> {
      const from = env.now();
      let end = from;
      const answer = runtime
        .run({ id: 'c', name, arguments: '{}' }, { caller: callers.agent })
        .finally(() => {
          end = env.now();
        });
      await env.advance(TIMEOUT_MS * 10);
      const outcome = await answer;
      const code = outcome.status === 'failed' ? outcome.error.code : outcome.status;
      return [code, end - from];
    },
    outages: () => events.flatMap((event) => (event.type === 'outage' ? [event] : [])),
  };
}

describe.each(faults)('a ledger that %s', (fault) => {
  test.each(['write', 'asks'] as const)('%s is denied in time, and does not run', async (name) => {
    const it = scene();
    it.weather.ledger = fault;
    const [code, ms] = await it.told(name);
    expect(code).toBe('store_unavailable');
    expect(ms).toBeLessThanOrEqual(TIMEOUT_MS * 1.5);
    expect(it.ran).toEqual([]);
    expect(it.outages()).toMatchObject([{ store: 'ledger', mode: 'deny' }]);
  });

  test('is used again when it is well, and the log then holds every call', async () => {
    const it = scene();
    it.weather.ledger = fault;
    for (const name of ['write', 'read', 'asks'] as const) await it.told(name);
    it.heal();
    await it.env.advance(2_000);
    expect(await it.told('write')).toEqual(['completed', 0]);
    expect(await it.told('read')).toEqual(['completed', 0]);
    expect((await it.told('asks'))[0]).toBe('pending');
    await it.runtime.close();
    const bodies = (await it.kept.audit()).map(({ body }) => JSON.parse(body));
    for (const type of ['intent', 'outcome'])
      expect(bodies.filter((body) => body.type === type).length).toBe(5);
  });

  test('people who decide are told, and nothing is decided', async () => {
    const it = scene();
    await it.told('asks');
    const [asked] = await it.runtime.approvals.list();
    it.weather.ledger = fault;
    const decided = it.runtime.approvals.approve(asked?.id ?? '', { by: callers.supervisor });
    const refused = expect(decided).rejects.toThrow('the ledger');
    await it.env.advance(TIMEOUT_MS * 1.5);
    await refused;
    expect(await it.kept.approval(asked?.id ?? '')).toMatchObject({ status: 'pending' });
  });
});

// A log that is slow holds every record in the end: reads go on.
describe.each(['hangs', 'throws'] as const)('a ledger that %s', (fault) => {
  test.each([
    ['deny', 'store_unavailable', []],
    ['allow', 'completed', ['read']],
  ] as const)('a read under on_outage: %s', async (mode, expected, ran) => {
    const it = scene(mode);
    it.weather.ledger = fault;
    // The first notices that the log cannot be written.
    await it.told('read');
    it.ran.length = 0;
    const [code, ms] = await it.told('read');
    expect([code, ms]).toEqual([expected, 0]);
    expect(it.ran).toEqual(ran);
    expect(it.outages().at(-1)).toMatchObject({ store: 'ledger', mode });
  });
});

describe.each(faults)('a limiter that %s', (fault) => {
  test.each([
    ['denied', 'store_unavailable', 'store_unavailable'],
    ['shared', 'completed', 'rate_limited'],
    ['allowed', 'completed', 'completed'],
    ['strictest', 'store_unavailable', 'store_unavailable'],
  ] as const)('%s: on_outage decides', async (name, first, second) => {
    const it = scene();
    it.weather.limiter = fault;
    for (const expected of [first, second]) {
      const [code, ms] = await it.told(name);
      expect(code).toBe(expected);
      expect(ms).toBeLessThanOrEqual(TIMEOUT_MS * 1.5);
    }
    expect(it.outages().length).toBe(2);
    expect(it.outages()[0]).toMatchObject({ store: 'limiter' });
    it.heal();
    await it.env.advance(60_000);
    expect(await it.told(name)).toEqual(['completed', 0]);
  });
});

describe('stores whose every answer comes in time', () => {
  const { agent: caller } = callers;
  const answered = async (it: ReturnType<typeof scene>, name: Name, resumes?: string) => {
    const from = it.env.now();
    let ms = 0;
    const given =
      resumes === undefined
        ? it.runtime.run({ id: 'c', name, arguments: '{}' }, { caller })
        : it.runtime.resume(resumes, { caller });
    const answer = given.finally(() => {
      ms = it.env.now() - from;
    });
    await it.env.advance(TIMEOUT_MS * 20);
    const outcome = await answer;
    return { code: outcome.status === 'failed' ? outcome.error.code : outcome.status, ms };
  };

  test.each([0.95, 0.6, 0.45, 0.3, 0.2, 0.13])(
    '%f of the time each: together too',
    async (part) => {
      for (const name of ['write', 'asks', 'denied', 'everything'] as const) {
        const it = scene();
        it.drags(TIMEOUT_MS * part);
        const { code, ms } = await answered(it, name);
        expect(ms, name).toBeLessThanOrEqual(TIMEOUT_MS * (it.ran.length > 0 ? 2 : 1));
        expect(it.ran.length, name).toBe(code === 'completed' ? 1 : 0);
        if (part > 0.5 && /write|everything/.test(name))
          expect(code, name).toBe('store_unavailable');
        if (part < 0.2) expect(code, name).toMatch(/^(completed|pending)$/);
      }
    },
  );

  test.each([0.95, 0.3, 0.12, 0.09])('an approved call: %f of the time each', async (part) => {
    const it = scene();
    const asked = await it.runtime.run(
      { id: 'c', name: 'everything', arguments: '{}' },
      { caller },
    );
    const id = asked.status === 'pending' ? asked.approval.id : '';
    await it.runtime.approvals.approve(id, { by: callers.supervisor });
    it.drags(TIMEOUT_MS * part);
    const { code, ms } = await answered(it, 'everything', id);
    // One budget before the handler, another after it.
    expect(ms).toBeLessThanOrEqual(TIMEOUT_MS * (it.ran.length > 0 ? 2 : 1));
    expect(code).toBe(part < 0.2 ? 'completed' : 'store_unavailable');
    expect(it.ran.length).toBe(part < 0.2 ? 1 : 0);
  });
});

test('what a call waits for by design does not count', async () => {
  const it = scene();
  const name = JSON.stringify(['acme', 'alone', '"one"']);
  expect(await it.kept.acquire(name, 'another', TIMEOUT_MS * 5)).toBeDefined();
  it.drags(TIMEOUT_MS * 0.2);
  const [code, ms] = await it.told('alone');
  expect(code).toBe('completed');
  expect(ms).toBeGreaterThan(TIMEOUT_MS * 5);
  expect(ms).toBeLessThanOrEqual(TIMEOUT_MS * 8);
});

describe('a write-ahead record that nobody waited for', () => {
  const call = { id: 'c', name: 'write', arguments: '{}' };
  const options = { caller: callers.agent, key: 'k' };
  const first = async (it: ReturnType<typeof scene>) => {
    const answer = it.runtime.run(call, options);
    await it.env.advance(TIMEOUT_MS);
    expect(await answer).toMatchObject({ error: { code: 'store_unavailable' } });
    expect(it.ran).toEqual([]);
  };
  const second = async (it: ReturnType<typeof scene>) => {
    const answer = it.runtime.run(call, options);
    await it.env.advance(TIMEOUT_MS);
    const outcome = await answer;
    return outcome.status === 'failed' ? outcome.error.code : outcome.status;
  };

  test('is stored late: nothing ran, and the call may come again', async () => {
    const it = scene();
    it.troubles('begin', 'hangs');
    await first(it);
    it.heal();
    await it.env.advance(60_000);
    expect(await second(it)).toBe('completed');
    expect(it.ran).toEqual(['write']);
  });

  test('is stored, and its answer is lost', async () => {
    const it = scene();
    it.troubles('begin', 'forgets');
    await first(it);
    it.heal();
    expect(await second(it)).toBe('completed');
  });

  test('is stored after the call came again: that one ran, and is not run a third time', async () => {
    const it = scene();
    it.troubles('begin', 'hangs', 1);
    await first(it);
    expect(await second(it)).toBe('completed');
    it.heal();
    await it.env.advance(60_000);
    expect(await second(it)).toBe('completed');
    expect(it.ran).toEqual(['write']);
  });

  test('is withdrawn as soon as the ledger can be told', async () => {
    const it = scene();
    it.troubles('begin', 'forgets');
    it.troubles('withdraw', 'throws');
    await first(it);
    it.heal();
    await it.env.advance(3_000);
    expect(await second(it)).toBe('completed');
  });

  test('that could not be withdrawn ends as unknown: nobody knows', async () => {
    const it = scene();
    it.troubles('begin', 'forgets');
    it.troubles('withdraw', 'throws');
    await first(it);
    await it.env.advance(120_000);
    it.heal();
    expect(await second(it)).toBe('outcome_unknown');
    expect(it.ran).toEqual([]);
  });
});

test('whichever operation of an approved call hangs: answered in time, run at most once', async () => {
  const codes: string[] = [];
  for (let at = 1; codes.at(-1) !== 'never reached'; at += 1) {
    const it = scene();
    const caller = callers.agent;
    const call = { id: 'c', name: 'everything', arguments: '{}' };
    const pending = await it.runtime.run(call, { caller, key: 'k' });
    const id = pending.status === 'pending' ? pending.approval.id : '';
    await it.runtime.approvals.approve(id, { by: callers.supervisor });
    it.hangsAt(at + 1);
    const from = it.env.now();
    let ms = 0;
    const answer = it.runtime.resume(id, { caller }).finally(() => {
      ms = it.env.now() - from;
    });
    await it.env.advance(TIMEOUT_MS * 10);
    const outcome = await answer;
    const code = outcome.status === 'failed' ? outcome.error.code : outcome.status;
    const ran = it.ran.length === 1;
    expect([at, code]).toEqual([at, ran ? 'completed' : 'store_unavailable']);
    // What the handler gave is kept and its claim completed: two waits more.
    expect(ms, `operation ${at}`).toBeLessThanOrEqual(TIMEOUT_MS * (ran ? 2 : 1.5));
    codes.push(it.hangs() ? code : 'never reached');
    it.heal();
    await it.env.advance(60_000);
    const again = await it.runtime.resume(id, { caller });
    const told = again.status === 'failed' ? again.error.code : again.status;
    if (ran) expect(told).toMatch(/^(completed|outcome_unknown)$/);
    // What was given up before the handler never began, however late it was stored.
    else expect([told, it.ran.length]).toEqual(['completed', 1]);
  }
  expect(codes.filter((code) => code === 'store_unavailable').length).toBeGreaterThan(5);
});
