import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { memoryLedger } from '../../../src/ledger/memory.js';
import { createRuntime } from '../../../src/runtime.js';
import type { Runtime } from '../../../src/runtime-api.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';
import type { Context } from '../../../src/tool.js';
import { callers } from '../../fixture/desk.js';
import { names, tools } from '../audit/tools.js';
import { random } from '../random.js';

/**
 * Row 2 of the requirements: "complete mediation: no exported path reaches a handler past the guards: static check +
 * fuzz of the public API: 0 executions without an intent record."
 */
const CALLS = 10_000;
const src = join(import.meta.dirname, '../../../src');

test('one place in src calls a handler, and one makes the call it takes', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' });
  const those = (pattern: RegExp) =>
    files.filter(
      (file) => file.endsWith('.ts') && pattern.test(readFileSync(join(src, file), 'utf8')),
    );
  expect(those(/\.handler\s*\(|\.handler\.(call|apply)|\bhandler\?\.\(/)).toEqual([
    join('stage', 'attempt.ts'),
  ]);
  expect(those(/import \{[^}]*\bstart\b[^}]*\} from '[^']*attempt\.js'/)).toEqual([
    join('stage', 'attempts.ts'),
  ]);
});

const choose = random(2);
const junk: readonly unknown[] = [
  ...[undefined, null, '', '{', '{}', '{"id":"1"}', '[]', 1, true, [], {}, { id: '1' }],
  ...[{ id: 1 }, { __proto__: null, id: '1' }, Object.create({ id: '1' }), new Map([['id', '1']])],
  ...[() => ({ id: '1' }), Symbol('id'), Object.freeze({ id: '1', approved: true })],
];
const people: readonly unknown[] = [
  ...[callers.user, callers.agent, callers.supervisor, callers.admin, callers.otherAdmin, null],
  ...[undefined, {}, { ...callers.admin, roles: 'admin' }, { id: 'x', roles: null }],
];
const words: readonly unknown[] = [...names, 'made_up', '__proto__', 'constructor', '', 0, null];

/** Everything the program may ask of a runtime, with whatever a program without types may hand over. */
const asks: Readonly<Record<string, (runtime: Runtime, ids: readonly string[]) => unknown>> = {
  run: (runtime) => runtime.run(call(), options()),
  runAll: (runtime) => runtime.runAll([call(), call()], options()),
  resume: (runtime, ids) => runtime.resume(choose.pick([...ids, 'none']), { caller: who() }),
  explain: (runtime) => runtime.explain(call(), who()),
  toolsFor: (runtime) => runtime.toolsFor(who()),
  providerTools: (runtime) => runtime.providerTools('openai-chat', who()),
  approve: (runtime, ids) =>
    runtime.approvals.approve(choose.pick([...ids, 'none']), {
      by: who(),
      ...(choose.chance(0.3) && { arguments: choose.pick(junk) as never }),
    }),
  reject: (runtime, ids) => runtime.approvals.reject(choose.pick([...ids, 'none']), { by: who() }),
};
const call = () =>
  ({
    id: choose.pick(words),
    name: choose.pick(words),
    arguments: choose.chance(0.4) ? '{"id":"1"}' : choose.pick(junk),
  }) as never;
const who = () => choose.pick(people) as never;
const options = () =>
  ({
    caller: who(),
    ...(choose.chance(0.3) && { key: choose.pick(['k1', 'k2', '']) }),
    ...(choose.chance(0.3) && { run: 'r', turn: choose.integer(5) }),
  }) as never;

test(`${CALLS} calls of the public API: 0 executions without an intent record`, async () => {
  const env = virtualEnv();
  const ledger = memoryLedger({ env });
  const ran: { key: string; tool: string }[] = [];
  const early: string[] = [];
  const intents = async () =>
    new Set(
      (await ledger.audit({ limit: Number.MAX_SAFE_INTEGER }))
        .map(({ body }) => JSON.parse(body))
        .flatMap(({ type, key }) => (type === 'intent' ? [key] : [])),
    );
  const handlers = Object.fromEntries(
    names.map((tool) => [
      tool,
      async (_: unknown, { key }: Context) => {
        ran.push({ key, tool });
        // A write's record is there before its handler starts; a look at every tenth is enough.
        const writes = tools.tools[tool].contract.effect !== 'read';
        if (writes && ran.length % 10 === 0 && !(await intents()).has(key)) early.push(key);
        return { ok: true };
      },
    ]),
  ) as never;
  const runtime = createRuntime({ tools, handlers, ledger, env });
  const thrown = new Set<string>();
  for (let n = 0; n < CALLS; n += 1) {
    const ids = n % 20 === 0 ? (await ledger.approvals({})).slice(-5).map(({ id }) => id) : recent;
    recent = ids;
    const ask = asks[choose.pick(Object.keys(asks))] as (typeof asks)[string];
    const answer = (async () => ask(runtime, ids))().catch((error) => thrown.add(error.name));
    await env.advance(50);
    await answer;
  }
  await env.advance(10_000);
  await runtime.close();
  const recorded = await intents();
  expect(early).toEqual([]);
  expect(ran.filter(({ key }) => !recorded.has(key))).toEqual([]);
  // Something of every kind ran, with an approval too, or this shows nothing.
  expect(ran.length).toBeGreaterThan(CALLS / 50);
  expect(new Set(ran.map(({ tool }) => tool))).toContain('ask');
  // A mistake of the program may be said to it by these alone, or by the language where it hands over no caller.
  expect([...thrown].filter((name) => name !== 'SetupError' && name !== 'TypeError')).toEqual([]);
});
let recent: readonly string[] = [];
