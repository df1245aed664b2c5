import { beforeEach, expect, test } from 'vitest';
import type { Outcome } from '../../../src/call.js';
import type { Env } from '../../../src/env.js';
import type { Ledger } from '../../../src/ledger/ledger.js';
import { memoryLedger } from '../../../src/ledger/memory.js';
import { createRuntime } from '../../../src/runtime.js';
import type { Runtime } from '../../../src/runtime-api.js';
import { type VirtualEnv, virtualEnv } from '../../../src/testing/virtual-env.js';
import { callers } from '../../fixture/desk.js';
import { expression, fixtureTool, levels, toolset } from '../../fixture/tool.js';

/** One request, made twice, in two processes, of which the first is late with everything. */

const tool = fixtureTool(
  'act',
  { input: { type: 'object' } },
  {
    effect: 'write',
    permission: levels.write,
    timeoutMs: 1000,
    idempotencyKey: { key: expression('args.k', ({ args }) => args?.k), ttlMs: 60_000 },
  },
);

let env: VirtualEnv;
/** For how long nothing happened, no timer either. */
let stalledMs: number;
let world: Env;
let ledger: Ledger;
let ran: string[];
beforeEach(() => {
  env = virtualEnv();
  stalledMs = 0;
  const since = (clock: () => number) => () => clock() + stalledMs;
  world = { ...env, now: since(env.now), monotonic: since(env.monotonic) };
  ledger = memoryLedger({ env: world });
  ran = [];
});

/** A process that does something before it says that a call begins. */
function process(name: string, before: () => Promise<void> = async () => {}): Runtime {
  const begin: Ledger['begin'] = async (...given) => {
    await before();
    return ledger.begin(...given);
  };
  const handlers = { act: () => ran.push(name) };
  const own = { ...ledger, begin };
  return createRuntime({ tools: toolset({ act: tool }), handlers, ledger: own, env: world });
}

const call = (runtime: Runtime, key: string, signal?: AbortSignal): Promise<Outcome> =>
  runtime.run(
    { id: key, name: 'act', arguments: '{"k":"1"}' },
    { caller: callers.agent, key, ...(signal && { signal }) },
  );

function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

test('a store that is slower than the tool lets nobody else take the request meanwhile', async () => {
  const slow = process('slow', () => new Promise((resolve) => env.after(2500, resolve)));
  const first = call(slow, 'a');
  await env.advance(2100);
  const second = call(process('other'), 'b');
  await env.advance(5000);
  expect(ran).toEqual(['slow']);
  expect(await first).toMatchObject({ status: 'completed', value: 1 });
  expect(await second).toMatchObject({ status: 'completed', value: 1 });
});

test('a call that comes again and is canceled leaves its request to itself, which is at work', async () => {
  let end = (): void => {};
  const handler = () =>
    new Promise((resolve) => {
      end = () => resolve(ran.push('once'));
    });
  const tools = toolset({ act: tool });
  const runtime = createRuntime({ tools, handlers: { act: handler }, ledger, env: world });
  const first = call(runtime, 'a');
  await env.advance(10);
  const { signal, abort } = abortable();
  const again = call(runtime, 'a', signal);
  await env.advance(100);
  abort();
  expect(await again).toMatchObject({ error: { code: 'outcome_unknown' } });
  const other = call(process('other'), 'b');
  await env.advance(100);
  end();
  await env.advance(1000);
  expect(await first).toMatchObject({ status: 'completed', value: 1 });
  expect(await other).toMatchObject({ status: 'completed', value: 1 });
  expect(ran).toEqual(['once']);
});

test('a try that failed before it began leaves the request to the next try of its call', async () => {
  const later = (ms: number) => new Promise<void>((resolve) => env.after(ms, resolve));
  const answers = [
    () => later(50).then(() => Promise.reject(new Error('the store is out'))),
    () => later(150),
  ];
  const flaky = process('of a', async () => answers.shift()?.());
  const first = call(flaky, 'a');
  await env.advance(10);
  const next = call(flaky, 'a');
  await env.advance(60);
  const other = call(process('other'), 'b');
  await env.advance(1000);
  expect(await first).toMatchObject({ error: { code: 'store_unavailable' } });
  expect(await next).toMatchObject({ status: 'completed', value: 1 });
  expect(await other).toMatchObject({ status: 'completed', value: 1 });
  expect(ran).toEqual(['of a']);
});

test('who stalled until the request was taken by another does not run it as well', async () => {
  const stalled = process('stalled', async () => {
    stalledMs = 60_000;
    expect(await call(process('other'), 'b')).toMatchObject({ status: 'completed' });
  });
  expect(await call(stalled, 'a')).toMatchObject({ status: 'failed', error: { code: 'busy' } });
  expect(ran).toEqual(['other']);
  // It never began, so that it is answered when it comes again.
  expect(await ledger.call('["acme","bob","a"]')).toBeUndefined();
  expect(await call(process('stalled'), 'a')).toMatchObject({ status: 'completed', value: 1 });
  expect(ran).toEqual(['other']);
});
