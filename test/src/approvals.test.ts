import { beforeEach, describe, expect, test } from 'vitest';
import { approvals, type Prepare } from '../../src/approvals.js';
import type { ApprovalRule, Caller } from '../../src/contract.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import type { Approvals } from '../../src/runtime-api.js';
import type { Contract } from '../../src/tool.js';
import { proposal } from '../contract/ledger/samples.js';
import { callers } from '../fixture/desk.js';
import { fixtureTool } from '../fixture/tool.js';
import { type TestWorld, testWorld } from './policy/bound-call.js';

const HOUR = 3_600_000;
const { user, supervisor, admin } = callers;
const sue: Caller = { ...supervisor, scopes: ['approve'] };

let world: TestWorld;
let ledger: Ledger;
let prepared: Parameters<Prepare>[];
beforeEach(async () => {
  world = testWorld();
  ledger = world.ledger as Ledger;
  prepared = [];
  await ledger.propose({ ...proposal, tenant: 'acme', caller: 'ada' }, HOUR);
});

/** The desk's approvals, where the tool's level says `rule`. */
function desk(rule: Partial<ApprovalRule> = {}, more: Partial<Contract> = {}): Approvals {
  const permission = {
    name: 'writes',
    authenticated: true,
    approval: { expiresMs: HOUR, ...rule },
  };
  const tool = fixtureTool(
    'send_email',
    {},
    {
      hash: proposal.contractHash,
      permission: permission as Contract['permission'],
      ...(more as object),
    },
  );
  const tools = new Map([['send_email', { tool, handler: () => undefined }]]);
  return approvals({ ...world, tools }, async (...asked) => {
    prepared.push(asked);
    return { ...asked[1], ...asked[2], normalised: true };
  });
}
const refused = (code: string) => expect.objectContaining({ code });

/**
 * Row 12 of the requirements: "four-eyes and no self-approval: requester or model identity approving: refused", where
 * a level says `distinct`. A model has no identity but the caller it acts for, who is the requester. "N-of-m with
 * duplicates by one person counts once" is not built (DESIGN §8): one person decides, once.
 */
describe('who may decide', () => {
  const rule = { by: { roles: ['supervisor', 'admin'], scopes: ['approve'] } };
  test.each<[string, Partial<ApprovalRule>, Caller, string | undefined]>([
    ['a role and every scope', rule, sue, undefined],
    ['a role without the scope', rule, supervisor, 'approver_not_allowed'],
    ['the scope without a role', rule, { ...user, scopes: ['approve'] }, 'approver_not_allowed'],
    ['anybody of the tenant, where nothing is said', {}, user, undefined],
    ['the one who asked, where another must', { distinct: true }, user, 'approver_not_distinct'],
    ['another, where another must', { distinct: true }, admin, undefined],
    [
      'one whose roles are a text that holds the role',
      { by: { roles: ['supervisor'] } },
      { ...user, roles: 'no-supervisor' as never },
      'approver_not_allowed',
    ],
    [
      'one without an id, who could be the one who asked',
      { distinct: true },
      { ...user, id: undefined as never },
      'approver_not_allowed',
    ],
    ['nobody', {}, null as never, 'approver_not_allowed'],
    ['one of another tenant', {}, { ...sue, tenant: 'globex' }, 'approval_not_found'],
    [
      'one of no tenant',
      {},
      { id: 'sue', roles: [], scopes: [], attributes: {} },
      'approval_not_found',
    ],
  ])('%s', async (_, given, by, code) => {
    for (const decide of ['approve', 'reject'] as const) {
      await ledger.propose({ ...proposal, id: decide, key: decide }, HOUR);
      const decided = desk(given)[decide](decide, { by });
      if (code) await expect(decided).rejects.toEqual(refused(code));
      else await expect(decided).resolves.toMatchObject({ decidedBy: by.id });
      const status = { approve: 'approved', reject: 'rejected' }[decide];
      expect(await ledger.approval(decide)).toMatchObject({ status: code ? 'pending' : status });
    }
  });

  test('who may not is told what it takes', async () => {
    const asked = desk(rule).approve(proposal.id, { by: user });
    await expect(asked).rejects.toThrow(
      'it takes one of the roles supervisor, admin and each of the scopes approve',
    );
  });
});

describe('what may be decided', () => {
  test('a decision is recorded, once', async () => {
    const decided = await desk().approve('approval-1', { by: sue, note: 'fine' });
    expect(decided).toMatchObject({ status: 'approved', note: 'fine', decidedBy: 'sue' });
    await expect(desk().reject('approval-1', { by: sue })).rejects.toEqual(
      refused('approval_not_pending'),
    );
    expect(world.events).toEqual([
      { type: 'approved', approval: 'approval-1', by: 'sue', note: 'fine' },
    ]);
  });

  test('not one that expired', async () => {
    await world.env.advance(HOUR);
    const late = desk().approve('approval-1', { by: sue });
    await expect(late).rejects.toEqual(refused('approval_not_pending'));
  });

  test('not one that is not there, nor one of a tool that is gone', async () => {
    const missing = desk().approve('approval-9', { by: sue });
    await expect(missing).rejects.toEqual(refused('approval_not_found'));
    const gone = approvals(world, async () => ({})).approve('approval-1', { by: sue });
    await expect(gone).rejects.toEqual(refused('tool_not_found'));
  });

  test('a tool that changed since is not approved, but may be rejected', async () => {
    const changed = desk({}, { hash: 'd'.repeat(64) });
    const stale = changed.approve('approval-1', { by: sue });
    await expect(stale).rejects.toEqual(refused('approval_outdated'));
    expect(await changed.reject('approval-1', { by: sue })).toMatchObject({ status: 'rejected' });
  });
});

test('edited arguments are prepared with the bound values that were asked about', async () => {
  const bind = { subject: Object.assign(() => 'x', { source: 'x', usesArgs: false }) };
  const input = { properties: { to: { redact: true } } } as const;
  const edited = { to: 'bob@example.com' };
  const decided = await desk({}, { bind, input }).approve('approval-1', {
    by: sue,
    arguments: edited,
  });
  expect(prepared[0]?.slice(1)).toEqual([edited, { subject: 'Hi' }]);
  const effective = { to: 'bob@example.com', subject: 'Hi', normalised: true };
  expect(decided).toMatchObject({ proposed: proposal.proposed, edited, effective });
  expect(decided.preview).toContain('normalised');
  expect(JSON.stringify(world.events)).not.toContain('bob@example.com');
});

test.each(['{"to":"bob@example.com"}', '', 0, false])(
  'edited arguments that are no object: %j',
  async (edited) => {
    const decided = desk().approve('approval-1', { by: sue, arguments: edited as never });
    await expect(decided).rejects.toEqual(refused('arguments_not_valid'));
    expect(await ledger.approval('approval-1')).toMatchObject({ status: 'pending' });
    expect(JSON.stringify(world.events)).not.toContain('bob@example.com');
  },
);

test.each([{ to: '[redacted]' }, { list: [{ to: '[redacted]' }] }])(
  'edited arguments that hold the mark of what an approver is not shown: %j',
  async (edited) => {
    const to = { redact: true } as const;
    const list = { items: { properties: { to } } };
    const decided = desk({}, { input: { properties: { to, list } } }).approve('approval-1', {
      by: sue,
      arguments: { subject: '[redacted]', ...edited },
    });
    await expect(decided).rejects.toEqual(refused('arguments_not_valid'));
    expect(await ledger.approval('approval-1')).toMatchObject({ status: 'pending' });
  },
);

test('a text that reads like the mark, where nothing is hidden', async () => {
  const edited = { subject: '[redacted]', to: 'bob@example.com' };
  const decided = desk({}, { input: { properties: { to: { redact: true } } } });
  await expect(
    decided.approve('approval-1', { by: sue, arguments: edited }),
  ).resolves.toBeDefined();
});

describe('standing grants', () => {
  const rule = { grants: { forMs: HOUR, max: 5 } };
  const scope = {
    ...{ tenant: 'acme', caller: 'ada', tool: 'send_email' },
    contractHash: proposal.contractHash,
  };
  test('within what the level gives', async () => {
    await desk(rule).approve('approval-1', { by: sue, grant: { forMs: HOUR, max: 5 } });
    expect(await ledger.grants(scope)).toEqual([
      expect.objectContaining({ ...scope, max: 5, used: 0, by: 'sue' }),
    ]);
    expect(world.events.at(-1)).toMatchObject({ type: 'approved', grant: { max: 5, forMs: HOUR } });
  });

  test.each([
    ['too many', rule, { forMs: HOUR, max: 6 }, 'grant_too_wide'],
    ['too long', rule, { forMs: HOUR + 1, max: 5 }, 'grant_too_wide'],
    ['none', rule, { forMs: HOUR, max: 0 }, 'grant_too_wide'],
    ['no number', rule, { forMs: HOUR, max: Number.NaN }, 'grant_too_wide'],
    ['half a call', rule, { forMs: HOUR, max: 1.5 }, 'grant_too_wide'],
    ['half a millisecond', rule, { forMs: 10.5, max: 1 }, 'grant_too_wide'],
    ['a text', rule, { forMs: HOUR, max: '5' as never }, 'grant_too_wide'],
    ['for no time', rule, { forMs: 0, max: 1 }, 'grant_too_wide'],
    ['where the level gives none', {}, { forMs: 1, max: 1 }, 'grant_not_allowed'],
  ])('%s: nothing is decided', async (_, given, grant, code) => {
    const decided = desk(given).approve('approval-1', { by: sue, grant });
    await expect(decided).rejects.toEqual(refused(code));
    expect(await ledger.approval('approval-1')).toMatchObject({ status: 'pending' });
    expect(await ledger.grants(scope)).toEqual([]);
  });

  test.each([null, ''])('never to nobody (%j), which would be everybody', async (caller) => {
    await ledger.propose({ ...proposal, id: 'nobody', key: 'nobody', caller }, HOUR);
    const decided = desk(rule).approve('nobody', { by: sue, grant: { forMs: 1, max: 1 } });
    await expect(decided).rejects.toEqual(refused('grant_not_allowed'));
  });
});
