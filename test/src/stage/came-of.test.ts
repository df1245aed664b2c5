import { beforeEach, describe, expect, test } from 'vitest';
import type { Intent, Ledger } from '../../../src/ledger/ledger.js';
import { memoryLedger } from '../../../src/ledger/memory.js';
import { type VirtualEnv, virtualEnv } from '../../../src/testing/virtual-env.js';
import type { Contract } from '../../../src/tool.js';
import { faulty } from '../../fixture/faulty.js';
import { bench, type TestHandler } from '../../fixture/runtime.js';
import { expression, fixtureTool, levels } from '../../fixture/tool.js';

let env: VirtualEnv;
let ledger: Ledger;
let down: Set<string>;
let ran: number;
beforeEach(() => {
  env = virtualEnv();
  ({ ledger, down } = faulty(memoryLedger({ env })));
  ran = 0;
});

const later = (ms: number) => new Promise<void>((resolve) => env.after(ms, resolve));
const takes = (ms: number) => async () => {
  ran += 1;
  await later(ms);
  return ran;
};

/** A write of a call that comes more than once. */
function process(rest: Partial<Contract>, handler: TestHandler = takes(500), options = {}) {
  const rules = { effect: 'write', permission: levels.write, timeoutMs: 1_000, ...rest } as const;
  const tool = fixtureTool('act', { input: { type: 'object' } }, rules);
  const world = bench({ act: tool }, { act: handler }, { env, ledger, ...options });
  return (signal?: AbortSignal) =>
    world.call('act', { id: 'x' }, { key: 'k', ...(signal && { signal }) });
}

/** As another process left it that died in its handler. */
const intent: Intent = {
  ...{ key: '["acme","bob","k"]', run: 'r', tenant: 'acme', caller: 'bob', tool: 'act' },
  ...{ contractHash: 'hash-of-act', args: '{"id":"x"}', timeoutMs: 1_000 },
};
async function died(): Promise<void> {
  await ledger.begin(intent, 'of one who died');
  await env.advance(1_000);
}

const exclusive = expression('args.id', ({ args }) => args?.id);

describe('nobody is told that nothing was run of a call that began', () => {
  const kinds = [
    ['a write', {}, 'outcome_unknown', 'outcome_unknown'],
    ['an idempotent write', { idempotent: true }, 'canceled', 'timed_out'],
  ] as const;
  test.each(kinds)('%s: who waits for its end and is canceled', async (_, rest, canceled) => {
    const call = process(rest);
    const first = call();
    await env.advance(10);
    const controller = new AbortController();
    const again = call(controller.signal);
    await env.advance(100);
    controller.abort();
    expect(await again).toMatchObject({ error: { code: canceled } });
    await env.advance(500);
    expect(await first).toMatchObject({ value: 1 });
  });
  test.each(kinds)('%s: whose ledger fails while it waits', async (_, rest, __, failed) => {
    const call = process(rest);
    void call();
    await env.advance(10);
    const again = call();
    await env.advance(10);
    down.add('call');
    await env.advance(100);
    expect(await again).toMatchObject({ error: { code: failed } });
  });
  test.each([
    ['the exclusive key', { exclusive }],
    ['a place', { concurrency: 1 }],
  ] as const)('who came at the same time, and waited for %s beyond its time', async (_, rest) => {
    const call = process(rest, takes(9_000));
    const both = [call(), call()];
    await env.advance(3_000);
    for (const each of both)
      expect(await each).toMatchObject({ error: { code: 'outcome_unknown' } });
    expect(ran).toBe(1);
  });
  test('who is canceled while its context is made', async () => {
    const call = process({}, takes(500), { context: () => later(100) });
    void call();
    await env.advance(50);
    const controller = new AbortController();
    const again = call(controller.signal);
    await env.advance(70);
    controller.abort();
    await env.advance(100);
    expect(await again).toMatchObject({ error: { code: 'outcome_unknown' } });
  });
  test.each(['settle', 'retake'])('who finds it dead, with %s down', async (method) => {
    await died();
    down.add(method);
    const again = process(method === 'retake' ? { idempotent: true } : {})();
    const code = method === 'retake' ? 'timed_out' : 'outcome_unknown';
    expect(await again).toMatchObject({ error: { code } });
  });
  test('who finds it dead, and its key taken by another call', async () => {
    await died();
    await ledger.acquire('["acme","act","\\"x\\""]', 'another', 9_000);
    const again = process({ exclusive, idempotent: true })();
    await env.advance(1_000);
    expect(await again).toMatchObject({ error: { code: 'timed_out' } });
  });
});

test('of two that find an idempotent one dead, one runs it and both hear what came of it', async () => {
  await died();
  const call = process({ idempotent: true });
  const both = [call(), call()];
  await env.advance(1_000);
  for (const each of both) expect(await each).toMatchObject({ value: 1 });
});

test('one that is canceled while it takes over what died does not begin', async () => {
  await died();
  const controller = new AbortController();
  const { retake } = ledger;
  const slow: Ledger['retake'] = async (...given) => {
    const taken = await retake(...given);
    controller.abort();
    return taken;
  };
  ledger = { ...ledger, retake: slow };
  const again = process({ idempotent: true })(controller.signal);
  expect(await again).toMatchObject({ error: { code: 'canceled' } });
  expect(ran).toBe(0);
});

test('one that was taken back while it was waited for is begun by who waited', async () => {
  await ledger.begin(intent, 'of one who was canceled');
  const again = process({ exclusive })();
  await env.advance(10);
  await ledger.withdraw(intent, 'of one who was canceled');
  await env.advance(1_000);
  expect(await again).toMatchObject({ value: 1 });
});

describe('one that died and is run again is written down once more before its handler starts', () => {
  test('beside what came of it the first time', async () => {
    down.add('settle');
    const call = process({ idempotent: true });
    const first = call();
    await env.advance(1_000);
    expect(await first).toMatchObject({ value: 1 });
    down.clear();
    const again = call();
    await env.advance(1_000);
    expect(await again).toMatchObject({ value: 2 });
    await env.advance(100);
    const types = (await ledger.audit({})).map(({ body }) => JSON.parse(body).type);
    expect(types.filter((type) => type !== 'outage')).toEqual([
      'intent',
      'outcome',
      'intent',
      'outcome',
    ]);
  });
  test('and not run where it cannot be', async () => {
    await died();
    down.add('append');
    expect(await process({ idempotent: true })()).toMatchObject({ error: { code: 'timed_out' } });
    expect(ran).toBe(0);
  });
});
