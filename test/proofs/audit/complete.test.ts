import { beforeAll, expect, test } from 'vitest';
import type { Outcome, ToolCall } from '../../../src/call.js';
import type { ToolEvent } from '../../../src/event.js';
import { memoryLedger } from '../../../src/ledger/memory.js';
import { createRuntime } from '../../../src/runtime.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';
import { callers } from '../../fixture/desk.js';
import { random } from '../random.js';
import { handlersInto, names, type Run, tools } from './tools.js';

/**
 * Row 41 of the requirements: "audit completeness: every call (also denied, malformed, rate-limited, timed out,
 * cancelled) has intent and exactly one outcome: 10⁵-call random run, join with handler ledger: 0 missing, 0 extra."
 *
 * Row 47: "tool-definition pinning: … hash in every approval and audit record." The records of a call have its key,
 * and the hash stands in what every call has: its intent, or the question that waits. Of one that was cut off nobody
 * looked whether there is such a tool. "Changed description or schema after pinning: calls refused until re-approved":
 * pinned.test.ts beside this.
 */
const CALLS = 100_000;
const BATCH = 200;

const ran: Run[] = [];
const answers: Outcome[] = [];
let log: ToolEvent[];
const choose = random(41);
const people = [callers.user, callers.agent, callers.admin, null];
const texts = [
  '{"id":"1"}',
  '{"id":"2"}',
  '{"id":"3"}',
  '{"id":""}',
  '{}',
  '',
  '{"id":1}',
  '{"id"',
  '{"id":"\u{e0041}"}',
];

const nextCall = (): ToolCall => ({
  id: 'call_1',
  name: choose.chance(0.05) ? 'made_up' : choose.pick(names),
  arguments: choose.chance(0.7) ? '{"id":"1"}' : choose.pick(texts),
});

function abortable(): { signal?: AbortSignal } {
  if (choose.chance(0.9)) return {};
  const controller = new AbortController();
  if (choose.chance(0.3)) controller.abort();
  else setImmediate(() => controller.abort());
  return { signal: controller.signal };
}

beforeAll(async () => {
  const env = virtualEnv();
  const ledger = memoryLedger({ env });
  const runtime = createRuntime({ tools, handlers: handlersInto(ran), ledger, env });
  const { supervisor, otherAdmin } = callers;

  const taken = new Set<string>();
  async function decided(outcome: Outcome): Promise<void> {
    if (outcome.status !== 'pending' || choose.chance(0.2)) return;
    const { id, tool, caller: who } = outcome.approval;
    // Two of a batch may have had the same key, and wait for one approval.
    if (taken.has(id)) return;
    taken.add(id);
    const by = tool === 'admin' ? otherAdmin : supervisor;
    if (choose.chance(0.3)) await runtime.approvals.reject(id, { by });
    else await runtime.approvals.approve(id, { by });
    const caller = people.find((each) => each?.id === who) ?? null;
    answers.push(await runtime.resume(id, { caller }));
  }

  for (let n = 0; n < CALLS; n += BATCH) {
    const batch = Array.from({ length: BATCH }, () => {
      const key = choose.chance(0.05) ? { key: `key ${choose.integer(1000)} ${n}` } : {};
      return runtime.run(nextCall(), { caller: choose.pick(people), ...key, ...abortable() });
    });
    await env.advance(200);
    const outcomes = await Promise.all(batch);
    answers.push(...outcomes);
    await Promise.all(outcomes.map(decided));
  }
  await runtime.close();
  log = (await ledger.audit({ limit: Number.MAX_SAFE_INTEGER })).map(({ body }) =>
    JSON.parse(body),
  );
});

/** How often each key occurs. */
function count(keys: Iterable<string>): Map<string, number> {
  const counted = new Map<string, number>();
  for (const key of keys) counted.set(key, (counted.get(key) ?? 0) + 1);
  return counted;
}
const keysOf = (type: ToolEvent['type']) => log.flatMap((e) => (e.type === type ? [e.key] : []));
const ended = () => answers.filter(({ status }) => status !== 'pending').map(({ key }) => key);
const differing = (a: Map<string, number>, b: Map<string, number>) =>
  [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key));

test(`${CALLS} calls: every one that ended has one outcome in the log, and no other has`, () => {
  expect(differing(count(ended()), count(keysOf('outcome')))).toEqual([]);
});

test('every one that ended has one intent, and every one that waits has its question', () => {
  expect(differing(count(ended()), count(keysOf('intent')))).toEqual([]);
  const waited = answers.filter(({ status }) => status === 'pending').map(({ key }) => key);
  expect(differing(count(waited), count(keysOf('pending')))).toEqual([]);
});

test('every record of a call of a known tool has its hash, by its key, however the call ended', () => {
  const hashOf = (name: string) => tools.tools[name as (typeof names)[number]]?.contract.hash;
  // A key that the program gave to two tools is in the records of both.
  const said = new Set<string>();
  for (const event of log)
    if (event.type === 'intent' || event.type === 'pending') {
      said.add(`${event.key} ${event.tool} ${event.contract}`);
      if (event.contract !== (hashOf(event.tool) ?? null)) said.add('another hash');
    }
  const without = log.filter(
    ({ key, tool }) => !said.has(`${key} ${tool} ${hashOf(tool) ?? null}`),
  );
  expect(without).toHaveLength(0);
  expect(said).not.toContain('another hash');
  const types = new Set(log.flatMap(({ type, tool }) => (hashOf(tool) ? [type] : [])));
  expect([...types]).toEqual(expect.arrayContaining(['approved', 'rejected', 'retry']));
});

test('joined with what the handlers wrote down: 0 missing, 0 extra', () => {
  const intents = new Set(keysOf('intent'));
  const runs = count(ran.map(({ key }) => key));
  expect([...runs.keys()].filter((key) => !intents.has(key))).toEqual([]);
  // What the log calls completed, or a handler's own failure, is what handlers did; the rest never reached one.
  const did = ['completed', 'declared', 'handler_failed', 'outcome_unknown', 'invalid_result'];
  const claims = log.flatMap((event) =>
    event.type === 'outcome' && !event.replayed && did.includes(event.code ?? event.status)
      ? [event.key]
      : [],
  );
  expect(claims.filter((key) => !runs.has(key))).toEqual([]);
  const after = ['canceled', 'timed_out', 'not_implemented'];
  const others = new Map<string, string | undefined>();
  for (const event of log) if (event.type === 'outcome') others.set(event.key, event.code);
  const claimed = new Set(claims);
  const unclaimed = [...runs.keys()].filter((key) => !claimed.has(key));
  expect(unclaimed.filter((key) => !after.includes(others.get(key) ?? ''))).toEqual([]);
});

test('no write ran twice under one key, and the intent stands before the outcome', () => {
  const twice = [...count(ran.map(({ tool, key }) => `${tool} ${key}`))].filter(([, n]) => n > 1);
  expect(twice.filter(([name]) => !name.startsWith('retried '))).toEqual([]);
  const begun = new Set<string>();
  const early = log.filter((event) => {
    if (event.type === 'intent') begun.add(event.key);
    return event.type === 'outcome' && !begun.has(event.key);
  });
  expect(early).toEqual([]);
});

test('every kind of end is among them', () => {
  const codes = log.flatMap((e) => (e.type === 'outcome' ? [e.code ?? e.status] : []));
  expect([...new Set(codes)]).toEqual(
    expect.arrayContaining([
      'approval_rejected',
      'canceled',
      'completed',
      'declared',
      'handler_failed',
      'invalid_arguments',
      'invalid_json',
      'invalid_result',
      'not_implemented',
      'outcome_unknown',
      'permission_denied',
      'policy_failed',
      'rate_limited',
      'timed_out',
      'tool_not_found',
      'unauthenticated',
      'unsafe_arguments',
    ]),
  );
});
