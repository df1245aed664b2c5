import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/json.js';
import { ada, args, asked, supervisor, wire, wireLevel } from './wire.js';

/** Standing grants are bounded: `for`, `max` and `when`. Beyond any of them a person is asked again. */

const { forMs, max }: { forMs: number; max: number } = wireLevel.approval.grants;

async function granted(grant = { forMs, max }) {
  const desk = wire();
  const id = await asked(desk.call());
  await desk.runtime.approvals.approve(id, { by: supervisor, grant });
  return { ...desk, id };
}
const statuses = async (calls: readonly ReturnType<ReturnType<typeof wire>['call']>[]) =>
  (await Promise.all(calls)).map(({ status }) => status);

describe('a grant', () => {
  test.each([1, 2, max])(
    'of %s calls is good for so many, however many come at once',
    async (most) => {
      const { call, ran } = await granted({ forMs, max: most });
      const all = await statuses(Array.from({ length: 64 }, () => call()));
      expect(all.filter((status) => status === 'completed')).toHaveLength(most);
      expect(all.filter((status) => status === 'pending')).toHaveLength(64 - most);
      expect(ran).toHaveLength(most);
    },
  );
  test('ends with its time, on the clock of the ledger', async () => {
    const { call, env } = await granted({ forMs: 60_000, max });
    await env.advance(59_999);
    expect(await call()).toMatchObject({ status: 'completed' });
    await env.advance(1);
    expect(await call()).toMatchObject({ status: 'pending' });
  });
  test('covers only what `when` says, and a call it does not cover takes nothing from it', async () => {
    const { call } = await granted({ forMs, max: 1 });
    expect(await call({ ...args, amount: 100.01 })).toMatchObject({ status: 'pending' });
    expect(await call({ ...args, amount: 100 })).toMatchObject({ status: 'completed' });
  });
  test.each<[string, object]>([
    ['another person', { ...ada, id: 'bob' }],
    ['another tenant', { ...ada, tenant: 'globex' }],
    ['no tenant', { id: ada.id, roles: [], scopes: [], attributes: {} }],
  ])('is not for %s', async (_, caller) => {
    const { call, ran } = await granted();
    expect(await call(args, { caller })).toMatchObject({ status: 'pending' });
    expect(ran).toEqual([]);
  });
  test('is not for the tool as it is later', async () => {
    const { ledger } = await granted();
    const later = wire({ ledger, contract: { hash: 'another' } });
    expect(await later.call()).toMatchObject({ status: 'pending' });
    expect(later.ran).toEqual([]);
  });
});

test.each<[string, { forMs: number; max: number }]>([
  ['too many calls', { forMs, max: max + 1 }],
  ['too long', { forMs: forMs + 1, max }],
  ['no calls', { forMs, max: 0 }],
  ['no time', { forMs: 0, max }],
  ['not a number', { forMs: Number.NaN, max: Number.NaN }],
  ['for ever', { forMs: Number.POSITIVE_INFINITY, max }],
])('no approver gives %s, and what they asked for decides nothing', async (_, grant) => {
  const { call, runtime, ran } = wire();
  const id = await asked(call());
  await expect(runtime.approvals.approve(id, { by: supervisor, grant })).rejects.toThrow(
    'grant_too_wide',
  );
  expect(await runtime.approvals.get(id)).toMatchObject({ status: 'pending' });
  expect(await call()).toMatchObject({ status: 'pending' });
  expect(ran).toEqual([]);
});

test('a level without grants gives none', async () => {
  const { grants: _, ...approval } = wireLevel.approval;
  const contract = { permission: { ...wireLevel, approval } };
  const { call, runtime } = wire({ contract });
  const id = await asked(call());
  const grant = { forMs: 1, max: 1 };
  await expect(runtime.approvals.approve(id, { by: supervisor, grant })).rejects.toThrow(
    'grant_not_allowed',
  );
});

test('whoever holds a grant is still asked for permission', async () => {
  const agents = { ...wireLevel, roles: ['agent'] };
  const { call, runtime, ran } = wire({ contract: { permission: agents } });
  const agent = { ...ada, roles: ['agent'] };
  const id = await asked(call(args, { caller: agent }));
  await runtime.approvals.approve(id, { by: supervisor, grant: { forMs, max } });
  expect(await call(args, { caller: ada })).toMatchObject({ status: 'failed' });
  expect(await call(args, { caller: agent })).toMatchObject({ status: 'completed' });
  expect(ran).toEqual([args as unknown as JsonObject]);
});
