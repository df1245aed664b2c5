import { beforeEach, describe, expect, test } from 'vitest';
import type { StoredResult } from '../../../src/call.js';
import { canonical } from '../../../src/json.js';
import type { Ledger } from '../../../src/ledger/ledger.js';
import { idempotency } from '../../../src/policy/idempotency.js';
import { callers } from '../../fixture/desk.js';
import { expression } from '../../fixture/tool.js';
import { boundCall, type TestWorld, testWorld } from './bound-call.js';

/**
 * Row 17 of the requirements: "idempotency: same key + same args → stored answer; same key + other args → error; 32
 * concurrent same key → 1 execution"; the last of them in processes: test/proofs/processes/once.test.ts.
 */
const rules = {
  idempotencyKey: { key: expression('args.id', ({ args }) => args?.id), ttlMs: 60_000 },
  timeoutMs: 5000,
};
const args = { id: 'r-1', amount: 1 };
const call = (change: Parameters<typeof boundCall>[1] = {}) =>
  boundCall(rules, { args, ...change });
const scope = { tenant: 'acme', tool: 'tool', key: '"r-1"' };
const done: StoredResult = { status: 'completed', value: { refund: 1 } };
const allow = { effect: 'allow' };
const denied = (code: string) => ({ effect: 'deny', refusal: { code } });

let world: TestWorld;
let ledger: Ledger;
beforeEach(() => {
  world = testWorld();
  ledger = world.ledger as Ledger;
});
const claim = (change = {}) =>
  ledger.claim(scope, { call: 'key-0', args: canonical(args), leaseMs: 60_000, ...change });

test('a tool without a key, and a first request, go on', async () => {
  expect(await idempotency(boundCall({}, { args }), world)).toEqual(allow);
  expect(await idempotency(call(), world)).toEqual(allow);
});

test('the same request again is answered', async () => {
  await claim();
  await ledger.complete(scope, 'key-0', done, 60_000);
  expect(await idempotency(call(), world)).toEqual({ effect: 'answer', result: done });
});

test.each([
  ['another amount', { id: 'r-1', amount: 2 }],
  ['an amount of another type', { id: 'r-1', amount: '1' }],
  ['one more argument', { id: 'r-1', amount: 1, note: null }],
])('with %s it is a conflict, done or running', async (_, other) => {
  await claim();
  expect(await idempotency(call({ args: other }), world)).toMatchObject(
    denied('idempotency_conflict'),
  );
  await ledger.complete(scope, 'key-0', done, 60_000);
  expect(await idempotency(call({ args: other }), world)).toMatchObject(
    denied('idempotency_conflict'),
  );
});

test.each([
  ['tenant', { caller: callers.stranger }],
  ['key', { args: { id: 'r-2', amount: 1 } }],
])('another %s is another request', async (_, change) => {
  await claim();
  expect(await idempotency(call(change), world)).toEqual(allow);
});

describe('while the first is at work', () => {
  test('the second waits, and gets its answer', async () => {
    await claim();
    const answer = idempotency(call(), world);
    await world.env.advance(1000);
    await ledger.complete(scope, 'key-0', done, 60_000);
    await world.env.advance(500);
    expect(await answer).toEqual({ effect: 'answer', result: done });
  });

  test('it goes on itself when the first gave up', async () => {
    await claim();
    const answer = idempotency(call(), world);
    await world.env.advance(100);
    await ledger.release(scope, 'key-0');
    await world.env.advance(500);
    expect(await answer).toEqual(allow);
  });

  test('it is busy after the timeout of the tool, and not before', async () => {
    await claim();
    let said = false;
    const answer = (async () => idempotency(call(), world))().finally(() => {
      said = true;
    });
    await world.env.advance(4999);
    expect(said).toBe(false);
    await world.env.advance(1);
    expect(await answer).toMatchObject(denied('busy'));
    expect(world.env.waiting).toBe(0);
  });

  test('it stops waiting when it is cancelled', async () => {
    await claim();
    const stop = new AbortController();
    const answer = idempotency(call({ signal: stop.signal }), world);
    await world.env.advance(100);
    stop.abort();
    expect(await answer).toMatchObject(denied('canceled'));
    expect(world.env.waiting).toBe(0);
  });

  test('the call that holds the claim goes on to its own record', async () => {
    await claim({ call: 'key-1' });
    expect(await idempotency(call(), world)).toEqual(allow);
  });

  test('dry, nobody waits', async () => {
    await claim();
    const dry = { ...world, dry: true };
    expect(await idempotency(call(), dry)).toMatchObject(denied('busy'));
  });
});

test.each([null, undefined, { a: 1 }, ['a']])('a key of %o denies', async (id) => {
  const odd = {
    ...rules,
    idempotencyKey: { ...rules.idempotencyKey, key: expression('x', () => id) },
  };
  const run = async () => idempotency(boundCall(odd, { args }), world);
  await expect(run()).rejects.toMatchObject({ code: 'policy_failed' });
});
