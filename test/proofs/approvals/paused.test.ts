import { describe, expect, test } from 'vitest';
import type { Caller, Contract, Level } from '../../../src/tool.js';
import { expression } from '../../fixture/tool.js';
import { ada, args, asked, supervisor, wire, wireLevel } from './wire.js';

/**
 * What changes between the approval and the call. Row 14 of the requirements: "revoked role or changed policy while
 * paused: re-evaluated at execution: 100 % refused or re-asked." Row 15: "edit-on-approve: edited args re-run the whole
 * pipeline; audit holds proposed, approved, effective."
 */

const level = {
  ...wireLevel,
  roles: ['agent'],
  scopes: ['pay'],
  allow: [expression('caller.attributes.desk == 1', ({ caller }) => caller?.attributes.desk === 1)],
} satisfies Level;
const agent: Caller = { ...ada, roles: ['agent'], scopes: ['pay'], attributes: { desk: 1 } };

async function approved(contract: Partial<Contract> = { permission: level }) {
  const desk = wire({ contract });
  const id = await asked(desk.call(args, { caller: agent, key: 'k' }));
  await desk.runtime.approvals.approve(id, { by: supervisor });
  return { ...desk, id };
}

describe('row 14: permission is asked again when the call runs, 100 % refused', () => {
  test.each<[string, Partial<Caller>]>([
    ['no role', { roles: [] }],
    ['another role', { roles: ['supervisor', 'Agent'] }],
    ['no scope', { scopes: [] }],
    ['no attribute', { attributes: {} }],
    ['another attribute', { attributes: { desk: '1' } }],
  ])('the caller has %s any more', async (_, change) => {
    const { runtime, call, ran, id } = await approved();
    const caller = { ...agent, ...change };
    const denied = { status: 'failed', error: { code: 'permission_denied' } };
    expect(await runtime.resume(id, { caller })).toMatchObject(denied);
    expect(await call(args, { caller, key: 'k' })).toMatchObject(denied);
    expect(ran).toEqual([]);
    // Nothing was used up: with the rights back it runs, once.
    expect(await runtime.resume(id, { caller: agent })).toMatchObject({ status: 'completed' });
    expect(ran).toEqual([args]);
  });

  test.each<[string, Partial<Level>]>([
    ['another role', { roles: ['admin'] }],
    ['another scope', { scopes: ['pay', 'wire'] }],
    ['a condition that does not hold', { allow: [expression('false', () => false)] }],
    [
      'other arguments',
      { allow: [expression('args.amount < 1.0', ({ args: given }) => Number(given?.amount) < 1)] },
    ],
    ['a condition that cannot be said', { allow: [expression('1', () => 1)] }],
  ])('the level now wants %s', async (_, change) => {
    const { ledger, id } = await approved();
    for (const hash of ['hash-of-wire', 'another']) {
      const permission = { ...level, ...change } as Level;
      const later = wire({ ledger, contract: { permission, hash } });
      const outcome = await later.runtime.resume(id, { caller: agent });
      expect(outcome.status).toBe('failed');
      expect(later.ran).toEqual([]);
    }
  });

  test('the tool is another: a person is asked again', async () => {
    const { ledger, id } = await approved();
    const later = wire({ ledger, contract: { permission: level, hash: 'another' } });
    const outcome = await later.runtime.resume(id, { caller: agent });
    expect(outcome).toMatchObject({ status: 'pending' });
    expect(outcome.status === 'pending' && outcome.approval.id).not.toBe(id);
    expect(later.ran).toEqual([]);
  });
});

describe('row 15: what an approver edits', () => {
  test.each<[string, object]>([
    ['lacks what is required', { amount: 1 }],
    ['has what is unknown', { ...args, evil: true }],
    ['is of another type', { ...args, amount: '1' }],
    ['is too long', { ...args, to: 'a'.repeat(201) }],
    ['is no finite number', { ...args, amount: Number.POSITIVE_INFINITY }],
  ])('runs the whole pipeline: it %s', async (_, edited) => {
    const { call, runtime, ran } = wire();
    const id = await asked(call(args, { key: 'k' }));
    const decided = runtime.approvals.approve(id, { by: supervisor, arguments: edited as never });
    await expect(decided).rejects.toMatchObject({ code: 'arguments_not_valid' });
    expect(await runtime.approvals.get(id)).toMatchObject({ status: 'pending', edited: null });
    expect(ran).toEqual([]);
  });

  test('the audit log holds what was proposed, what was approved and what ran', async () => {
    const { call, runtime, ran, ledger } = wire();
    const id = await asked(call(args, { key: 'k' }));
    const edited = { ...args, amount: 10 };
    await runtime.approvals.approve(id, { by: supervisor, arguments: edited });
    await runtime.resume(id, { caller: ada });
    await runtime.close();
    const log = (await ledger.audit()).map(({ body }) => JSON.parse(body));
    const of = (type: string) => log.filter((event) => event.type === type);
    expect(of('pending')).toMatchObject([{ approval: id, args }]);
    expect(of('approved')).toMatchObject([{ approval: id, by: supervisor.id, edited }]);
    expect(of('intent')).toMatchObject([{ approval: id, args: edited }]);
    expect(ran).toEqual([edited]);
  });
});
