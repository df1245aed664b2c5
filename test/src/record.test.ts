import { describe, expect, test } from 'vitest';
import { Budget } from '../../src/budget.js';
import { StoreError } from '../../src/error.js';
import type { EventSink } from '../../src/event.js';
import { memoryLedger } from '../../src/ledger/memory.js';
import { createRecorder } from '../../src/record.js';
import { virtualEnv } from '../../src/testing/virtual-env.js';
import { faulty } from '../fixture/faulty.js';
import { received } from './stage/received.js';

const log = (message: string) => ({ type: 'log', message }) as const;
const messages = (bodies: readonly { body: string }[]) =>
  bodies.map(({ body }) => JSON.parse(body).message);

function make(sinks: readonly EventSink[] = []) {
  const env = virtualEnv();
  const { ledger, down } = faulty(memoryLedger({ env }));
  const recorder = createRecorder({ env, sinks, ledger, storeTimeoutMs: 1000 });
  const budget = () => new Budget(1000, env);
  return {
    env,
    ledger,
    down,
    recorder,
    budget,
    stored: async () => messages(await ledger.audit()),
  };
}

describe('the audit log', () => {
  test('is written in groups, within 50 ms', async () => {
    const { env, recorder, stored } = make();
    recorder.record(received(), log('a'));
    recorder.record(received(), log('b'));
    expect(await stored()).toEqual([]);
    await env.advance(50);
    expect(await stored()).toEqual(['a', 'b']);
    expect(env.waiting).toBe(0);
  });
  test('durably: it and all before it are stored', async () => {
    const { recorder, budget, stored } = make();
    recorder.record(received(), log('a'));
    await recorder.recordDurably(received(), log('b'), budget());
    expect(await stored()).toEqual(['a', 'b']);
  });
  test('many durable records at once keep their order, each once', async () => {
    const { recorder, budget, stored } = make();
    const names = Array.from({ length: 50 }, (_, index) => `m${index}`);
    await Promise.all(names.map((name) => recorder.recordDurably(received(), log(name), budget())));
    expect(await stored()).toEqual(names);
  });
  test('a store that is down keeps nothing back for good', async () => {
    const { env, down, recorder, budget, stored } = make();
    down.add('append');
    recorder.record(received(), log('a'));
    await env.advance(100);
    expect(recorder.healthy).toBe(false);
    await expect(recorder.recordDurably(received(), log('b'), budget())).rejects.toThrow(
      'append is down',
    );
    down.clear();
    await env.advance(2000);
    expect(recorder.healthy).toBe(true);
    expect(await stored()).toEqual(['a', 'b']);
  });
  test('of many records, those that were stored before the ledger failed are not stored again', async () => {
    const { env, ledger, stored } = make();
    let groups = 0;
    const append: typeof ledger.append = async (bodies) => {
      groups += 1;
      if (groups === 2) throw new StoreError('ledger', 'down');
      await ledger.append(bodies);
    };
    const own = { ...ledger, append };
    const recorder = createRecorder({ env, sinks: [], ledger: own, storeTimeoutMs: 1000 });
    const names = Array.from({ length: 900 }, (_, index) => `m${index}`);
    for (const name of names) recorder.record(received(), log(name));
    await env.advance(50);
    expect(recorder.healthy).toBe(false);
    recorder.record(received(), log('after'));
    await env.advance(2000);
    expect(recorder.healthy).toBe(true);
    expect(await stored()).toEqual([...names, 'after']);
  });
  test('long records are written a few at a time, and one that is longer still by itself', async () => {
    const { env, ledger, stored } = make();
    const groups: number[] = [];
    const append: typeof ledger.append = async (bodies) => {
      groups.push(bodies.length);
      await ledger.append(bodies);
    };
    const own = { ...ledger, append };
    const recorder = createRecorder({ env, sinks: [], ledger: own, storeTimeoutMs: 1000 });
    const lengths = [1_500_000, 1_500_000, 1_500_000, 5_000_000, 1, 1];
    for (const [at, length] of lengths.entries())
      recorder.record(received(), log(String(at).repeat(length)));
    await env.advance(50);
    expect(groups).toEqual([2, 1, 1, 2]);
    expect((await stored()).map(({ length }) => length)).toEqual(lengths);
  });
  /** A ledger that is down until told otherwise, and what it was asked to store. */
  function outage() {
    const { env, ledger } = make();
    const asked: string[][] = [];
    let down = true;
    const append: typeof ledger.append = async (bodies) => {
      asked.push([...bodies]);
      if (down) throw new StoreError('ledger', 'down');
      await ledger.append(bodies);
    };
    const own = { ...ledger, append };
    const recorder = createRecorder({ env, sinks: [], ledger: own, storeTimeoutMs: 1000 });
    const over = async () => {
      down = false;
      await env.advance(2000);
      return (await ledger.audit({ limit: 200_000 })).map(({ body }) => JSON.parse(body));
    };
    return { env, asked, recorder, over };
  }
  test('what waits is bounded in characters too, and what is lost is counted', async () => {
    const { env, recorder, over } = outage();
    const long = 'x'.repeat(1_000_000);
    for (let n = 0; n < 80; n += 1) recorder.record(received(), { ...log(long), fields: { n } });
    await env.advance(100);
    const stored = await over();
    const lost = stored.find(({ type }) => type === 'lost');
    const left = stored.flatMap(({ fields }) => (fields ? [fields.n] : []));
    expect(lost).toMatchObject({ events: 80 - left.length });
    expect(left.length).toBeLessThan(70);
    expect(left.at(-1)).toBe(79);
  });
  test('a group that may be stored is written again as it was, whatever was lost meanwhile', async () => {
    const { env, asked, recorder, over } = outage();
    for (let n = 0; n < 100_100; n += 1) recorder.record(received(), log(`m${n}`));
    await env.advance(100);
    for (let n = 0; n < 1_000; n += 1) recorder.record(received(), log(`later${n}`));
    const stored = await over();
    // The ledger knows the same rows again, and no others.
    expect(asked.length).toBeGreaterThan(2);
    expect(asked[1]).toEqual(asked[0]);
    const told = stored.map(({ message, type, events }) => (type === 'lost' ? events : message));
    expect(new Set(told).size).toBe(told.length);
    const lost = told.reduce((sum, each) => sum + (typeof each === 'number' ? each : 0), 0);
    const records = told.filter((each) => typeof each !== 'number');
    expect(records.length + lost).toBe(101_100);
  });
  test('a ledger that hangs holds nobody up', async () => {
    const { env, ledger } = make();
    const hung = { ...ledger, append: () => new Promise<void>(() => {}) };
    const recorder = createRecorder({ env, sinks: [], ledger: hung, storeTimeoutMs: 1000 });
    const stored = recorder
      .recordDurably(received(), log('a'), new Budget(1000, env))
      .catch((error) => error);
    await env.advance(1000);
    expect(await stored).toMatchObject({ name: 'StoreError' });
    expect(recorder.healthy).toBe(false);
  });
  const ring: { of?: unknown } = {};
  ring.of = ring;
  test.each([
    ['a number too large', 42n, '42'],
    ['a ring', ring, '[object Object]'],
    ['nothing that has a text', Object.assign(Object.create(null), { of: ring }), ''],
  ])('a caller whose id is %s does not take the group along', async (_, id, told) => {
    const { env, ledger, recorder, budget } = make();
    recorder.record(received(), log('a'));
    const caller = { id: id as string, roles: [], scopes: [], attributes: {} };
    recorder.record(received({ caller }), log('b'));
    const durably = recorder.recordDurably(received(), log('c'), budget());
    await env.advance(100);
    await durably;
    const bodies = (await ledger.audit()).map(({ body }) => JSON.parse(body));
    expect(bodies.map(({ message }) => message)).toEqual(['a', undefined, 'c']);
    expect(bodies[1]).toMatchObject({ caller: { id: told, tenant: null }, unwritable: true });
  });
  test('a record that is no JSON does not take its group with it', async () => {
    const { env, recorder, stored } = make();
    recorder.record(received(), log('a'));
    recorder.record(received(), { ...log('b'), fields: { n: 1n } as never });
    recorder.record(received(), log('c'));
    await env.advance(50);
    expect(await stored()).toEqual(['a', undefined, 'c']);
  });
  test('every event says who, what and in which order', async () => {
    const { env, ledger, recorder } = make();
    recorder.record(received(), log('a'));
    recorder.record(received({ caller: null }), log('b'));
    await env.advance(50);
    const [first, second] = (await ledger.audit()).map(({ body }) => JSON.parse(body));
    expect(first).toEqual({
      v: 1,
      seq: 1,
      at: expect.any(Number),
      run: 'run-1',
      key: 'key-1',
      tool: 'get_weather',
      caller: { id: 'ada', tenant: 'acme' },
      type: 'log',
      message: 'a',
    });
    expect(second).toMatchObject({ seq: 2, caller: null });
  });
});

describe('a decision', () => {
  const decision = { type: 'approved', approval: 'a-1', by: 'sue', note: null } as const;
  const bodies = async ({ ledger }: ReturnType<typeof make>) =>
    (await ledger.audit()).map(({ body }) => JSON.parse(body));

  test('that is made is one record, with the number it was given', async () => {
    const all = make();
    const { recorder, budget, ledger } = all;
    recorder.record(received(), log('before'));
    const store = async (text: string) => ledger.append([text]).then(() => 'done');
    expect(await recorder.recordWith(received(), decision, budget(), store)).toBe('done');
    recorder.record(received(), log('after'));
    await recorder.close();
    expect(await bodies(all)).toMatchObject([{ seq: 1 }, { seq: 2, ...decision }, { seq: 3 }]);
  });

  test.each([
    ['came too late', 'too_late', async () => undefined],
    ['got no answer', 'store_unavailable', () => Promise.reject(new Error('down'))],
  ])('that %s leaves a number out, and that is recorded', async (_, why, store) => {
    const copies: object[] = [];
    const all = make([{ name: 'copies', write: (event) => void copies.push(event) }]);
    const { recorder, budget } = all;
    const decided = recorder.recordWith(received(), decision, budget(), store).catch(() => {});
    recorder.record(received(), log('meanwhile'));
    await decided;
    await recorder.close();
    const { approval, by, type: wanted } = decision;
    const undecided = { type: 'undecided', approval, by, wanted, why };
    const logged = await bodies(all);
    expect(logged).toMatchObject([{ message: 'meanwhile' }, undecided]);
    expect(copies).toEqual(logged);
    // Every number is there, or is told.
    expect([...logged.map(({ seq }) => seq), logged[1].record].sort()).toEqual([1, 2, 3]);
  });
});

describe('copies', () => {
  const sink = (name: string, rest: Partial<EventSink> = {}) => {
    const seen: string[] = [];
    return {
      seen,
      name,
      write: (event: object) => void seen.push((event as { message: string }).message),
      ...rest,
    };
  };
  test('go out at once; a sink that throws is spared by the others', async () => {
    const bad = sink('bad', {
      write: () => {
        throw new Error('full');
      },
    });
    const good = sink('good');
    const { recorder } = make([bad, good]);
    recorder.record(received(), log('a'));
    expect(good.seen).toEqual(['a']);
  });
  test('a sink whose write is async and fails ends no process', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const bad = sink('bad', { write: async () => Promise.reject(new Error('no network')) });
    const good = sink('good');
    const { env, recorder } = make([bad, good]);
    recorder.record(received(), log('a'));
    await env.advance(0);
    process.off('unhandledRejection', note);
    expect([good.seen, unhandled]).toEqual([['a'], []]);
  });
  test('closing writes everything out, and closes every sink', async () => {
    const closed: string[] = [];
    const bad = sink('bad', {
      flush: () => Promise.reject(new Error('x')),
      close: async () => void closed.push('bad'),
    });
    const good = sink('good', { close: async () => void closed.push('good') });
    const { env, recorder, stored } = make([bad, good]);
    recorder.record(received(), log('a'));
    await recorder.close();
    expect(await stored()).toEqual(['a']);
    expect(closed).toEqual(['bad', 'good']);
    expect(env.waiting).toBe(0);
  });
  test.each(['flush', 'close'])('a sink whose %s hangs does not hold up the end', async (act) => {
    const closed: string[] = [];
    const bad = sink('bad', { [act]: () => new Promise<void>(() => {}) });
    const good = sink('good', { close: async () => void closed.push('good') });
    const { env, recorder, stored } = make([bad, good]);
    recorder.record(received(), log('a'));
    const closing = recorder.close();
    await env.advance(1000);
    await closing;
    expect(await stored()).toEqual(['a']);
    expect(closed).toEqual(['good']);
    expect(env.waiting).toBe(0);
  });
  test('what comes after the end is written at once', async () => {
    const { env, recorder, stored } = make();
    await recorder.close();
    recorder.record(received(), log('late'));
    await env.advance(0);
    expect(await stored()).toEqual(['late']);
  });
  test('closing while the ledger is down says so, and leaves no timer', async () => {
    const { env, down, recorder } = make();
    down.add('append');
    recorder.record(received(), log('a'));
    await expect(recorder.close()).rejects.toThrow('append is down');
    expect(env.waiting).toBe(0);
  });
});
