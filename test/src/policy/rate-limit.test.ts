import { describe, expect, test } from 'vitest';
import type { Approval } from '../../../src/call.js';
import type { Limit } from '../../../src/contract.js';
import { StoreError } from '../../../src/error.js';
import type { Limiter } from '../../../src/limiter/limiter.js';
import { localShare } from '../../../src/local-share.js';
import { rateLimit } from '../../../src/policy/rate-limit.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';
import { callers } from '../../fixture/desk.js';
import { expression } from '../../fixture/tool.js';
import { boundCall, type TestWorld, testWorld } from './bound-call.js';

const limit = (change: Partial<Limit> = {}): Limit => ({
  name: 'reads',
  limit: 1,
  perMs: 60_000,
  by: 'user',
  onOutage: 'deny',
  ...change,
});
type Change = Parameters<typeof boundCall>[1];
const ask = async (world: TestWorld, limits: readonly Limit[], change: Change = {}) =>
  await rateLimit(boundCall({ limits }, change), world);
const allow = { effect: 'allow' };
const refused = { effect: 'deny', refusal: { code: 'rate_limited' } };

test('no limits, no question', async () => {
  expect(await rateLimit(boundCall(), testWorld())).toEqual(allow);
});

test('over the limit the time to wait is told', async () => {
  const world = testWorld();
  expect(await ask(world, [limit()])).toEqual(allow);
  await world.env.advance(20_000);
  const { refusal } = (await ask(world, [limit()])) as { refusal: { detail: object } };
  expect(refusal).toMatchObject({ code: 'rate_limited', detail: { retryAfterMs: 40_000 } });
});

describe('who shares a limit', () => {
  const { user, agent, stranger } = callers;
  const { tenant: _, ...homeless } = user;
  const byOrder = expression('args.order', ({ args }) => args?.order);
  const order = (caller: typeof user, value: string | number): Change => ({
    caller,
    args: { order: value },
  });
  test.each<[string, Limit['by'], Change, Change, 'shared' | 'apart']>([
    ['a user with themselves', 'user', { caller: user }, { caller: user }, 'shared'],
    ['two users', 'user', { caller: user }, { caller: agent }, 'apart'],
    ['one id in two tenants', 'user', { caller: user }, { caller: stranger }, 'apart'],
    ['a tenant and no tenant', 'user', { caller: user }, { caller: homeless }, 'apart'],
    ['nobody and nobody', 'user', { caller: null }, { caller: null }, 'shared'],
    [
      'nobody and a caller whose id was not found',
      'user',
      { caller: { ...homeless, id: undefined as never } },
      { caller: null },
      'shared',
    ],
    [
      'nobody and a user called null',
      'user',
      { caller: null },
      { caller: { ...homeless, id: 'null' } },
      'apart',
    ],
    ['two users of a tenant', 'tenant', { caller: user }, { caller: agent }, 'shared'],
    ['two tenants', 'tenant', { caller: user }, { caller: stranger }, 'apart'],
    ['everybody on a tool', 'tool', { caller: user }, { caller: stranger }, 'shared'],
    ['everybody', 'global', { caller: user }, { caller: stranger }, 'shared'],
    ['one value', byOrder, order(user, 'o-1'), order(agent, 'o-1'), 'shared'],
    ['two values', byOrder, order(user, 'o-1'), order(user, 'o-2'), 'apart'],
    ['a number and its text', byOrder, order(user, 1), order(user, '1'), 'apart'],
    ['one value in two tenants', byOrder, order(user, 'o-1'), order(stranger, 'o-1'), 'apart'],
  ])('%s', async (_, by, first, second, verdict) => {
    const world = testWorld();
    // The very same tool: what it remembers of its last caller is no other's.
    const { contract } = boundCall({ limits: [limit({ by })] });
    const asked = (change: Change) => rateLimit(boundCall({}, { contract, ...change }), world);
    expect(await asked(first)).toEqual(allow);
    const said = await asked(second);
    if (verdict === 'apart') expect(said).toEqual(allow);
    else expect(said).toMatchObject(refused);
    expect(await asked(first)).toMatchObject(refused);
  });

  test('a caller object that became another caller', async () => {
    const world = testWorld();
    const { contract } = boundCall({ limits: [limit()] });
    const caller = { ...user };
    const asked = () => rateLimit(boundCall({}, { contract, caller }), world);
    expect(await asked()).toEqual(allow);
    Object.assign(caller, { id: 'another' });
    expect(await asked()).toEqual(allow);
    Object.assign(caller, { tenant: 'elsewhere' });
    expect(await asked()).toEqual(allow);
    expect(await asked()).toMatchObject(refused);
  });

  test('limits of two names, and tools under one name', async () => {
    const world = testWorld();
    expect(await ask(world, [limit()])).toEqual(allow);
    expect(await ask(world, [limit({ name: 'writes' })])).toEqual(allow);
    const other = boundCall({ limits: [limit()], name: 'other' });
    expect(await rateLimit(other, world)).toMatchObject(refused);
  });
});

test('all limits or none are charged', async () => {
  const world = testWorld();
  const [wide, slow] = [limit({ name: 'wide', limit: 5 }), limit({ name: 'slow' })];
  await ask(world, [wide, slow]);
  for (let n = 0; n < 9; n += 1) expect(await ask(world, [wide, slow])).toMatchObject(refused);
  for (let n = 0; n < 4; n += 1) expect(await ask(world, [wide])).toEqual(allow);
  expect(await ask(world, [wide])).toMatchObject(refused);
});

test('a call that comes again under its key, or on its approval, is charged once', async () => {
  const world = testWorld();
  const again: Change = { replayable: true, key: 'program-key' };
  for (let n = 0; n < 3; n += 1) expect(await ask(world, [limit()], again)).toEqual(allow);
  expect(await ask(world, [limit()], { approval: {} as Approval })).toEqual(allow);
  expect(await ask(world, [limit()], { key: 'another' })).toMatchObject(refused);
});

test('dry, nothing is charged', async () => {
  const world = testWorld({ dry: true });
  for (let n = 0; n < 3; n += 1) expect(await ask(world, [limit()])).toEqual(allow);
});

describe('while the store is out', () => {
  const out: Limiter = {
    name: 'out',
    take: async () => {
      throw new StoreError('limiter', 'connection refused');
    },
    peek: () => {
      throw new StoreError('limiter', 'connection refused');
    },
    hold: () => false,
    free: () => {},
  };
  const modes = (...all: Limit['onOutage'][]) =>
    all.map((onOutage, index) => limit({ name: `limit-${index}`, limit: 2, onOutage }));
  const denied = { effect: 'deny', refusal: { code: 'store_unavailable' } };

  test.each([
    ['deny', modes('deny'), [denied, denied, denied]],
    ['allow', modes('allow'), [allow, allow, allow]],
    ['local_share', modes('local_share'), [allow, refused, refused]],
    ['the strictest of several', modes('allow', 'local_share'), [allow, refused, refused]],
    [
      'one that allows, beside it, is not counted',
      [limit({ onOutage: 'allow' }), ...modes('local_share')].map((each, at) =>
        at === 0 ? each : { ...each, limit: 4 },
      ),
      [allow, allow, refused],
    ],
    ['deny above all', modes('allow', 'deny', 'local_share'), [denied, denied, denied]],
    ['deny for what nobody knows', modes('allow', 'maybe' as never), [denied, denied, denied]],
  ])('%s', async (mode, limits, answers) => {
    const limiter = { ...out };
    const world = testWorld({ limiter, localShare: localShare(limiter, 2, virtualEnv()) });
    for (const answer of answers) expect(await ask(world, limits)).toMatchObject(answer);
    expect(world.events).toHaveLength(3);
    expect(world.events[0]).toMatchObject({ type: 'outage', store: 'limiter' });
    if (limits.length === 1) expect(world.events[0]).toMatchObject({ mode });
  });

  test.each(['write', 'destructive'] as const)('a tool that is %s is denied', async (effect) => {
    const limiter = { ...out };
    const world = testWorld({ limiter, localShare: localShare(limiter, 2, virtualEnv()) });
    for (const mode of ['allow', 'local_share'] as const)
      expect(await rateLimit(boundCall({ limits: modes(mode), effect }), world)).toMatchObject(
        denied,
      );
    expect(world.events).toMatchObject([{ mode: 'deny' }, { mode: 'deny' }]);
  });

  test('a part is counted from when the outage was known, not from when the call came', async () => {
    let slowly = true;
    const limiter = { ...out };
    const localEnv = virtualEnv();
    const world = testWorld({ limiter, localShare: localShare(limiter, 2, localEnv) });
    limiter.take = async () => {
      if (slowly) await localEnv.advance(1_000);
      throw new StoreError('limiter', 'connection refused');
    };
    const call = () =>
      ask(world, modes('local_share'), { at: localEnv.now(), waited: false, key: 'key' });
    // One of two processes has one call of the two a minute, and the next a minute later.
    expect(await call()).toEqual(allow);
    slowly = false;
    await localEnv.advance(59_500);
    expect(await call()).toMatchObject(refused);
    await localEnv.advance(500);
    expect(await call()).toEqual(allow);
  });

  test('a part that nobody declared is none', async () => {
    const world = testWorld({ limiter: out });
    expect(await ask(world, modes('local_share'))).toMatchObject(denied);
    expect(world.events).toMatchObject([{ type: 'outage', mode: 'deny' }]);
  });

  test('dry, it is said all the same and not recorded', async () => {
    const world = testWorld({ limiter: out, dry: true });
    expect(await ask(world, modes('deny'))).toMatchObject(denied);
    expect(world.events).toEqual([]);
  });
});
