import { describe, expect, test } from 'vitest';
import { NotImplemented } from '../../../src/index.js';
import { addNote, getWeather, refundOrder, searchDocuments } from '../../fixture/desk.js';
import { desk } from './desk.js';

const SECRET = 'postgres://admin:hunter2@10.0.0.3';
const note = { text: 'hello' };
const refund = { order_id: 'ord_1', amount: 20, refund_request_id: 'r-1' };
const never = () => new Promise<never>(() => {});

describe('what a handler comes to', () => {
  test('a result is completed; its text is its JSON, and what came from outside is marked', async () => {
    const outcome = await desk().run('search_documents', { query: 'a' });
    expect(outcome).toMatchObject({ status: 'completed' });
    expect(outcome.text).toBe('{"documents":[{"id":"doc_1","excerpt":{"untrusted":"about a"}}]}');
    expect(outcome.content).toEqual([{ type: 'text', text: outcome.text }]);
  });

  test.each([
    ['read', 'search_documents', { query: 'a' }, 'handler_failed'],
    ['non-idempotent write', 'add_note', note, 'outcome_unknown'],
  ])('an undeclared throw of a %s says nothing of its cause', async (_, name, args, code) => {
    const fail = () => {
      throw new Error(`cannot reach ${SECRET}`, { cause: SECRET });
    };
    const it = desk({
      search_documents: searchDocuments.handler(fail),
      add_note: addNote.handler(fail),
    });
    const outcome = await it.run(name, args);
    expect(outcome).toMatchObject({ status: 'failed', error: { code, retry: 'never' } });
    expect(JSON.stringify(outcome)).not.toContain('hunter2');
    const told = it.of(outcome.key).at(-1);
    expect(told).toMatchObject({ type: 'outcome', code });
    expect(JSON.stringify(told)).toContain('hunter2');
  });

  test('a declared error is definite, in its own words', async () => {
    const it = desk({
      add_note: addNote.handler(() => {
        throw addNote.error('read_only', { cause: SECRET });
      }),
    });
    const outcome = await it.run('add_note', note);
    expect(JSON.parse(outcome.text)).toEqual({
      error: { code: 'read_only', message: 'Notes cannot be added now.', retry: 'later' },
    });
    expect(await it.ledger.call(outcome.key)).toMatchObject({ state: 'settled' });
  });

  test('a declared error of another tool is none of this one', async () => {
    const it = desk({
      add_note: addNote.handler(() => {
        throw refundOrder.error('already_refunded');
      }),
    });
    expect(await it.run('add_note', note)).toMatchObject({ error: { code: 'outcome_unknown' } });
  });

  test('a handler that nobody wrote', async () => {
    const it = desk({
      add_note: addNote.handler(() => {
        throw new NotImplemented('add_note');
      }),
    });
    expect(await it.run('add_note', note)).toMatchObject({ error: { code: 'not_implemented' } });
  });

  test.each([
    ['a BigInt', () => ({ documents: 1n })],
    ['a cycle', () => circular()],
    ['a function', () => () => 1],
  ])('%s is no result', async (_, give) => {
    const it = desk({ search_documents: searchDocuments.handler(give as never) });
    expect(await it.run('search_documents', { query: 'a' })).toMatchObject({
      error: { code: 'invalid_result' },
    });
  });

  test('of a write that finished, an unreadable result says that it is done', async () => {
    const it = desk({ add_note: addNote.handler(() => ({ note_id: 1n }) as never) });
    const outcome = await it.run('add_note', note);
    expect(outcome).toMatchObject({ error: { code: 'invalid_result', retry: 'never' } });
    expect(outcome.text).toContain('do not repeat');
  });

  test('a result outside its schema never reaches the model', async () => {
    const it = desk({ get_weather: getWeather.handler(() => ({ temperature: SECRET }) as never) });
    const outcome = await it.run('get_weather', { location: 'Oslo' });
    expect(outcome).toMatchObject({ error: { code: 'invalid_result' } });
    expect(outcome.text).not.toContain('hunter2');
  });
});

const circular = () => {
  const value: Record<string, unknown> = {};
  value.self = value;
  return value;
};

describe('time', () => {
  test.each([
    ['read', 'get_weather', { location: 'Oslo' }, 5_000, 'timed_out'],
    ['write', 'add_note', note, 10_000, 'outcome_unknown'],
  ])('a deaf %s is answered at its timeout', async (_, name, args, ms, code) => {
    const it = desk({ get_weather: getWeather.handler(never), add_note: addNote.handler(never) });
    const answer = it.run(name, args);
    await it.env.advance(ms - 1);
    expect(it.events.some(({ type }) => type === 'outcome')).toBe(false);
    await it.env.advance(1);
    expect(await answer).toMatchObject({ status: 'failed', error: { code } });
  });

  test('a late result is recorded and goes nowhere; what it held is free only then', async () => {
    let settle = (_: { refund_id: string }) => {};
    let runs = 0;
    const it = desk({
      refund_order: refundOrder.handler(() => {
        runs += 1;
        return new Promise((resolve) => {
          settle = resolve;
        });
      }),
    });
    const first = it.run('refund_order', refund);
    await it.env.advance(10_000);
    expect(await first).toMatchObject({ error: { code: 'outcome_unknown' } });
    const other = it.run('refund_order', { ...refund, refund_request_id: 'r-2' });
    await it.env.advance(12_000);
    expect(await other).toMatchObject({ error: { code: 'busy' } });
    settle({ refund_id: 'rfd_9' });
    await it.env.advance(0);
    expect(it.of((await first).key).at(-1)).toMatchObject({ type: 'late', status: 'completed' });
    expect(await it.ledger.call((await first).key)).toMatchObject({ state: 'unknown' });
    expect(runs).toBe(1);
  });

  test('cancelling stops waiting; the handler is told', async () => {
    const abort = new AbortController();
    let told: AbortSignal | undefined;
    const it = desk({
      get_weather: getWeather.handler((_, { signal }) => {
        told = signal;
        return never();
      }),
    });
    const answer = it.run('get_weather', { location: 'Oslo' }, { signal: abort.signal });
    await it.env.advance(10);
    abort.abort();
    expect(await answer).toMatchObject({ error: { code: 'canceled' } });
    expect(told?.aborted).toBe(true);
  });

  test('a call cancelled before it began does not run', async () => {
    let ran = false;
    const it = desk({
      add_note: addNote.handler(() => {
        ran = true;
        return { note_id: '' };
      }),
    });
    const outcome = await it.run('add_note', note, { signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ error: { code: 'canceled' } });
    expect(ran).toBe(false);
  });
});

describe('retries', () => {
  const flaky = (failures: number) => {
    let count = 0;
    return {
      times: () => count,
      run: () => {
        count += 1;
        if (count <= failures) throw new Error('flaky');
        return { temperature: 1, unit: 'celsius' };
      },
    };
  };

  test('a read is tried again, with growing pauses', async () => {
    const weather = flaky(2);
    const it = desk({ get_weather: getWeather.handler(weather.run) });
    const answer = it.run('get_weather', { location: 'Oslo' });
    await it.env.advance(200 + 400);
    expect(await answer).toMatchObject({ status: 'completed' });
    expect(it.events.filter(({ type }) => type === 'retry')).toHaveLength(2);
  });

  test('no more often than it says', async () => {
    const weather = flaky(9);
    const it = desk({ get_weather: getWeather.handler(weather.run) });
    const answer = it.run('get_weather', { location: 'Oslo' });
    await it.env.advance(5_000);
    expect(await answer).toMatchObject({ error: { code: 'handler_failed' } });
    expect(weather.times()).toBe(3);
  });
});

describe('a repeat', () => {
  const counted = () => {
    let runs = 0;
    const it = desk({
      refund_order: refundOrder.handler(() => {
        runs += 1;
        return { refund_id: `rfd_${runs}` };
      }),
      add_note: addNote.handler(() => {
        runs += 1;
        return { note_id: `note_${runs}` };
      }),
    });
    return { it, runs: () => runs };
  };

  test('of a request is answered from the ledger', async () => {
    const { it, runs } = counted();
    const first = await it.run('refund_order', refund);
    const second = await it.run('refund_order', refund);
    expect(second).toMatchObject({ status: 'completed', value: { refund_id: 'rfd_1' } });
    expect(second.text).toBe(first.text);
    expect(it.of(second.key).at(-1)).toMatchObject({ type: 'outcome', replayed: true });
    expect(runs()).toBe(1);
  });

  test('with other arguments is a conflict', async () => {
    const { it, runs } = counted();
    await it.run('refund_order', refund);
    const other = await it.run('refund_order', { ...refund, amount: 21 });
    expect(other).toMatchObject({ error: { code: 'idempotency_conflict' } });
    expect(runs()).toBe(1);
  });

  test('32 at once run once', async () => {
    const { it, runs } = counted();
    const all = Array.from({ length: 32 }, () => it.run('refund_order', refund));
    await it.env.advance(30_000);
    const outcomes = await Promise.all(all);
    expect(runs()).toBe(1);
    expect(outcomes.filter(({ status }) => status === 'completed')).toHaveLength(32);
  });

  test("under the program's key is the same call", async () => {
    const { it, runs } = counted();
    const first = await it.run('add_note', note, { key: 'k' });
    expect((await it.run('add_note', note, { key: 'k' })).text).toBe(first.text);
    expect(await it.run('add_note', { text: 'other' }, { key: 'k' })).toMatchObject({
      error: { code: 'idempotency_conflict' },
    });
    expect(await it.run('add_note', note)).toMatchObject({ value: { note_id: 'note_2' } });
    expect(runs()).toBe(2);
  });
});

test('a call that cannot be written down does not run', async () => {
  let ran = false;
  const it = desk({
    add_note: addNote.handler(() => {
      ran = true;
      return { note_id: '' };
    }),
  });
  const broken = { ...it.ledger, begin: () => Promise.reject(new Error('disk full')) };
  const other = desk(
    {
      add_note: addNote.handler(() => {
        ran = true;
        return { note_id: '' };
      }),
    },
    { ledger: broken },
  );
  const outcome = await other.run('add_note', note);
  expect(outcome).toMatchObject({ status: 'failed', error: { code: 'store_unavailable' } });
  expect(other.of(outcome.key).map(({ type }) => type)).toEqual(['intent', 'outage', 'outcome']);
  expect(ran).toBe(false);
});
