import { beforeEach, describe, expect, test } from 'vitest';
import type { Approval, BoundCall, Decision } from '../../../src/call.js';
import type { ApprovalRule, Level } from '../../../src/contract.js';
import { canonical } from '../../../src/json.js';
import type { Ledger } from '../../../src/ledger/ledger.js';
import { approval } from '../../../src/policy/approval.js';
import type { Contract } from '../../../src/tool.js';
import { give as giveGrant } from '../../contract/ledger/samples.js';
import { callers } from '../../fixture/desk.js';
import { expression } from '../../fixture/tool.js';
import { boundCall, type TestWorld, testWorld } from './bound-call.js';

const HOUR = 3_600_000;
const level = (rule: Partial<ApprovalRule> = {}): Level => ({
  name: 'writes',
  authenticated: true,
  approval: { expiresMs: HOUR, ...rule },
});
const args = { to: 'ada@example.com', secret: 'hunter2' };
const rules: Partial<Contract> = {
  effect: 'write',
  permission: level(),
  input: { properties: { secret: { redact: true } } },
};
const allow = { effect: 'allow' };
const denied = (code: string) => ({ effect: 'deny', refusal: { code } });
/** And why: nothing ran out, and nothing is at work that could be waited for. */
const usedBefore = {
  effect: 'deny',
  refusal: {
    code: 'approval_expired',
    detail: { message: expect.stringContaining('was used before. Nothing was run now.') },
  },
};

let world: TestWorld;
let ledger: Ledger;
beforeEach(() => {
  world = testWorld();
  ledger = world.ledger as Ledger;
});

type Change = Parameters<typeof boundCall>[1];
const call = (change: Change = {}, more: Partial<Contract> = {}): BoundCall =>
  boundCall({ ...rules, ...more }, { args, ...change });
const ask = async (asked: BoundCall): Promise<Decision> => await approval(asked, world);

/** The call is proposed; what a person then says of it. */
async function proposed(say?: 'approved' | 'rejected'): Promise<Approval> {
  const decision = await ask(call());
  if (decision.effect !== 'ask') throw new Error('nobody was asked');
  if (say) await ledger.decide(decision.approval.id, { status: say, by: 'sue', note: null });
  return (await ledger.approval(decision.approval.id)) as Approval;
}

describe('whether a person is asked', () => {
  const big = expression('args.amount > 100', ({ args }) => Number(args?.amount) > 100);
  const broken = expression('args.amount > 100', () => {
    throw new Error('no such field');
  });

  test.each<[string, Level, number, object]>([
    ['a level without approval', { name: 'free', authenticated: true }, 1, allow],
    ['always', level(), 1, { effect: 'ask' }],
    ['below the amount', level({ when: big }), 100, allow],
    ['above the amount', level({ when: big }), 101, { effect: 'ask' }],
    [
      'in shadow it is noted',
      { ...level(), shadow: true },
      1,
      { effect: 'allow', shadow: 'approval' },
    ],
    [
      'in shadow, where its condition fails',
      { ...level({ when: broken }), shadow: true },
      1,
      { effect: 'allow', shadow: 'policy_failed' },
    ],
    [
      'in shadow, where the tool asks itself',
      { ...level({ enforced: true }), shadow: true },
      1,
      { effect: 'ask' },
    ],
  ])('%s', async (_, permission, amount, answer) => {
    expect(await ask(call({ args: { amount } }, { permission }))).toMatchObject(answer);
  });

  test.each([
    ['throws', broken],
    ['is no boolean', expression('args.amount', () => 1)],
  ])('a condition that %s denies', async (_, when) => {
    await expect(ask(call({}, { permission: level({ when }) }))).rejects.toThrow();
    const permission = { ...level({ when, enforced: true }), shadow: true } as const;
    await expect(ask(call({}, { permission }))).rejects.toThrow();
  });

  test('dry, nothing is stored', async () => {
    expect(await approval(call(), { ...world, dry: true })).toMatchObject({ effect: 'ask' });
    expect(await ledger.approvals({})).toEqual([]);
  });
});

test('the question holds everything a person decides on, redacted', async () => {
  const asked = await proposed();
  expect(asked).toMatchObject({
    ...{ status: 'pending', tenant: 'acme', caller: 'ada', run: 'run-1', key: 'key-1' },
    ...{ tool: 'tool', contractHash: 'hash-of-tool', level: 'writes', effective: args },
    expiresAt: world.env.now() + HOUR,
  });
  expect(asked.preview).toContain('ada@example.com');
  expect(asked.preview).not.toContain('hunter2');
});

describe('on resume', () => {
  test('approved, it runs once', async () => {
    const asked = await proposed('approved');
    expect(await ask(call({ approval: asked }))).toEqual(allow);
    expect(await ledger.approval(asked.id)).toMatchObject({ status: 'used' });
  });

  test('of many at once the ledger lets one use it; all go on to the record of the call, a read too', async () => {
    const asked = await proposed('approved');
    const reads = Array.from({ length: 16 }, () => call({ approval: asked }, { effect: 'read' }));
    const effects = (await Promise.all(reads.map(ask))).map(({ effect }) => effect);
    expect(effects).toEqual(Array(16).fill('allow'));
    expect(reads.map(({ approved }) => approved)).toEqual(Array(16).fill(true));
  });

  test('undecided it still waits, as the same question', async () => {
    const asked = await proposed();
    expect(await ask(call({ approval: asked }))).toEqual({ effect: 'ask', approval: asked });
  });

  test('rejected it is refused', async () => {
    const asked = await proposed('rejected');
    expect(await ask(call({ approval: asked }))).toMatchObject(denied('approval_rejected'));
  });

  test('late it has expired, on the store’s clock', async () => {
    const asked = await proposed('approved');
    await world.env.advance(HOUR);
    // The copy that was read in time does not help.
    expect(await ask(call({ approval: asked }))).toMatchObject(denied('approval_expired'));
  });

  test.each<[string, Change, Partial<Contract>]>([
    ['arguments', { args: { ...args, to: 'eve@example.com' } }, {}],
    ['more arguments', { args: { ...args, bcc: 'eve@example.com' } }, {}],
    ['tool', {}, { hash: 'another-hash' }],
  ])('with another %s a person is asked anew, and it does not run', async (_, change, more) => {
    const asked = await proposed('approved');
    const again = call({ ...change, approval: asked }, more);
    const decision = await ask(again);
    expect(decision).toMatchObject({ effect: 'ask', approval: { status: 'pending' } });
    if (decision.effect !== 'ask') return;
    expect(decision.approval.id).not.toBe(asked.id);
    expect(decision.approval.effective).toEqual(again.args);
    await ledger.decide(decision.approval.id, { status: 'approved', by: 'sue', note: null });
    // The old approval leads to the new one, which was given.
    expect(await ask(again)).toEqual(allow);
    expect(await ledger.approval(asked.id)).toMatchObject({ status: 'approved' });
  });

  test.each<[string, Change]>([
    ['tenant', { caller: callers.stranger }],
    ['caller', { caller: callers.agent }],
    ['nobody', { caller: null }],
    ['run', { run: 'run-2' }],
    ['key', { key: 'key-2' }],
  ])('for another %s it denies', async (_, change) => {
    const asked = await proposed('approved');
    await expect(ask(call({ ...change, approval: asked }))).rejects.toThrow(/not for this/);
    expect(await ledger.approval(asked.id)).toMatchObject({ status: 'approved' });
  });

  test('a rejection stands when the tool changed since', async () => {
    const asked = await proposed('rejected');
    const again = call({ approval: asked }, { hash: 'another-hash' });
    expect(await ask(again)).toMatchObject(denied('approval_rejected'));
  });
});

describe('no person is wanted any more', () => {
  const free: [string, Partial<Contract>][] = [
    [
      'the condition does not hold now',
      { permission: level({ when: expression('', () => false) }) },
    ],
    ['the level asks nobody', { permission: { name: 'free', authenticated: true } }],
  ];

  test.each(free)('%s: a rejection stands', async (_, more) => {
    const asked = await proposed('rejected');
    expect(await ask(call({ approval: asked }, more))).toMatchObject(denied('approval_rejected'));
  });

  test.each(free)('%s: what nobody approved in time is over', async (_, more) => {
    const { id } = await proposed();
    await world.env.advance(HOUR);
    const asked = (await ledger.approval(id)) as Approval;
    expect(await ask(call({ approval: asked }, more))).toMatchObject(denied('approval_expired'));
  });

  test.each(free)('%s: what was approved and not resumed in time is over, too', async (_, more) => {
    const { id } = await proposed('approved');
    await world.env.advance(HOUR);
    const asked = (await ledger.approval(id)) as Approval;
    const said = await ask(call({ approval: asked }, more));
    expect(said).toMatchObject(denied('approval_expired'));
    expect(said).toMatchObject({
      refusal: { detail: { message: expect.stringContaining('approved, but could not begin') } },
    });
  });

  test.each(free)('%s: what was approved is used, once', async (_, rest) => {
    const more: Partial<Contract> = { effect: 'read', ...rest };
    const asked = await proposed('approved');
    expect(await ask(call({ approval: asked }, more))).toEqual(allow);
    const used = (await ledger.approval(asked.id)) as Approval;
    expect(used).toMatchObject({ status: 'used' });
    const again = call({ approval: used }, more);
    expect(await ask(again)).toEqual(allow);
    expect(again.approved).toBe(true);
  });

  test.each(free)(
    '%s: what still waits goes on, and so does a tool that changed',
    async (_, more) => {
      expect(await ask(call({ approval: await proposed() }, more))).toEqual(allow);
      const asked = await proposed('approved');
      expect(await ask(call({ approval: asked }, { ...more, hash: 'another-hash' }))).toEqual(
        allow,
      );
    },
  );
});

describe('used before', () => {
  const used = async () => {
    const asked = await proposed('approved');
    await ask(call({ approval: asked }));
    return (await ledger.approval(asked.id)) as Approval;
  };

  test.each(['read', 'write'] as const)(
    'a %s goes on to its record, of which there can be one',
    async (effect) => {
      const again = call({ approval: await used() }, { effect });
      expect(await ask(again)).toEqual(allow);
      expect(again.approved).toBe(true);
    },
  );

  test('a call that never began does not begin when the approval has expired; one that began is answered', async () => {
    const asked = await used();
    await world.env.advance(HOUR);
    const late = await ask(call({ approval: asked }));
    expect(late).toMatchObject(denied('approval_expired'));
    // A person did approve it: the model must not tell them that nobody has.
    expect(late).toMatchObject({
      refusal: { detail: { message: expect.stringContaining('approved, but could not begin') } },
    });
    await begin();
    expect(await ask(call({ approval: asked }))).toEqual(allow);
  });

  test.each<[string, Change, Partial<Contract>]>([
    ['another caller', { caller: callers.agent }, {}],
    ['other arguments', { args: {} }, {}],
    ['another tool', {}, { hash: 'another-hash' }],
  ])('%s does not', async (_, change, more) => {
    const asked = await used();
    expect(await ask(call({ ...change, approval: asked }, more))).toMatchObject(usedBefore);
  });

  test('a call that ran is answered by the ledger, whatever the tool is now', async () => {
    const asked = await used();
    await begin();
    await ledger.settle('key-1', 'settled', { status: 'completed', value: 1 });
    expect(await ask(call({ approval: asked }, { hash: 'another-hash' }))).toEqual(allow);
  });
});

const begin = () =>
  ledger.begin(
    {
      ...{ key: 'key-1', run: 'run-1', tenant: 'acme', caller: 'ada', tool: 'tool' },
      ...{ contractHash: 'hash-of-tool', args: canonical(args), timeoutMs: 1000 },
    },
    'try',
  );

describe('a call that comes again under the program’s key', () => {
  const again = (change: Change = {}) => call({ replayable: true, ...change });

  test('finds its question, and its answer', async () => {
    const asked = await proposed();
    expect(await ask(again())).toEqual({ effect: 'ask', approval: asked });
    await ledger.decide(asked.id, { status: 'approved', by: 'sue', note: null });
    expect(await ask(again())).toEqual(allow);
    expect(await ledger.approvals({})).toHaveLength(1);
  });

  test('does not run as it was when the approver changed it', async () => {
    const asked = await proposed();
    const edited = { to: 'bob@example.com', secret: 's' };
    const change = { edited, effective: edited, preview: '' };
    await ledger.decide(asked.id, { status: 'approved', by: 'sue', note: null, ...change });
    expect(await ask(again())).toMatchObject({ effect: 'ask', approval: { id: asked.id, edited } });
    const resumed = (await ledger.approval(asked.id)) as Approval;
    expect(await ask(call({ approval: resumed, args: edited }))).toEqual(allow);
  });

  test('is not asked about again once it began, by whatever right', async () => {
    await begin();
    expect(await ask(again())).toEqual(allow);
    expect(await ask(again({ args: {} }))).toMatchObject({ effect: 'ask' });
  });
});

describe('standing grants', () => {
  const grants = { forMs: HOUR, max: 2 };
  const covered: Partial<Contract> = { permission: level({ grants }) };
  const scope = { tenant: 'acme', caller: 'ada', tool: 'tool', contractHash: 'hash-of-tool' };
  const give = (change = {}) =>
    giveGrant(ledger, { id: 'grant-1', ...scope, max: 2, by: 'sue', ...change }, HOUR);

  test('cover so many calls, then a person is asked again', async () => {
    await give();
    const effects = [];
    for (const key of ['a', 'b', 'c']) effects.push((await ask(call({ key }, covered))).effect);
    expect(effects).toEqual(['allow', 'allow', 'ask']);
  });

  test('dry, one that is live covers the call, and is not spent', async () => {
    const dry = { ...world, dry: true };
    expect(await approval(call({}, covered), dry)).toMatchObject({ effect: 'ask' });
    await give({ max: 1 });
    expect(await approval(call({}, covered), dry)).toEqual(allow);
    expect(await approval(call({ caller: callers.agent }, covered), dry)).toMatchObject({
      effect: 'ask',
    });
    expect(await ask(call({ key: 'a' }, covered))).toEqual(allow);
    expect(await approval(call({}, covered), dry)).toMatchObject({ effect: 'ask' });
  });

  test('one that is spent gives way to the next', async () => {
    await give({ max: 1 });
    await give({ id: 'grant-2', max: 1 });
    expect(await ask(call({ key: 'a' }, covered))).toEqual(allow);
    expect(await ask(call({ key: 'b' }, covered))).toEqual(allow);
    expect(await ask(call({ key: 'c' }, covered))).toMatchObject({ effect: 'ask' });
  });

  const internal = expression('to is inside', ({ args }) => args?.to === 'ada@example.com');
  test.each<[string, Change, Partial<Contract>]>([
    ['another caller', { caller: callers.agent }, covered],
    ['another tenant', { caller: callers.stranger }, covered],
    ['a changed tool', {}, { ...covered, hash: 'another-hash' }],
    ['a level that gives none', {}, {}],
    [
      'arguments outside its condition',
      { args: { to: 'eve@example.com' } },
      { permission: level({ grants: { ...grants, when: internal } }) },
    ],
  ])('not %s', async (_, change, more) => {
    await give();
    expect(await ask(call(change, more))).toMatchObject({ effect: 'ask' });
    expect((await ledger.grants(scope))[0]).toMatchObject({ used: 0 });
  });

  test('arguments inside its condition', async () => {
    await give();
    const permission = level({ grants: { ...grants, when: internal } });
    expect(await ask(call({}, { permission }))).toEqual(allow);
  });

  test('not past their time', async () => {
    await give();
    await world.env.advance(HOUR);
    expect(await ask(call({}, covered))).toMatchObject({ effect: 'ask' });
  });
});
