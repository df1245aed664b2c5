import { describe, expect, test } from 'vitest';
import { canonical } from '../../../src/json.js';
import type { Ledger } from '../../../src/ledger/ledger.js';
import type { LedgerUnderTest } from '../ledger.js';
import { give, proposal, redemptionOf } from './samples.js';

const redemption = redemptionOf(proposal);
const approved = { status: 'approved', by: 'grace', note: null } as const;
const DAY = 86_400_000;

export function approvalContract(it: () => LedgerUnderTest): void {
  describe('approvals', () => {
    test('a proposal comes back whole, pending, with its times', async () => {
      const { ledger, other } = it();
      const stored = await ledger.propose(proposal, DAY);
      const now = await ledger.now();
      expect(stored).toEqual({
        ...proposal,
        ...{ status: 'pending', createdAt: now, expiresAt: now + DAY },
        ...{ edited: null, decidedBy: null, decidedAt: null, note: null },
      });
      expect(await other.approval('approval-1')).toEqual(stored);
      expect(await other.approvalOf('key-1')).toEqual(stored);
      expect(await other.approval('approval-2')).toBeUndefined();
      expect(await other.approvalOf('key-2')).toBeUndefined();
    });

    test('what a person decides on is what was asked, whatever becomes of the objects', async () => {
      const { ledger } = it();
      const given = { ...proposal, effective: { to: 'ada@example.com' } };
      const asked = await ledger.propose(given, DAY);
      const change = (shown: unknown) => {
        (shown as { effective: { to: string } }).effective.to = '***';
      };
      change(given);
      change(asked);
      change(await ledger.approval('approval-1'));
      change(await ledger.approvalOf('key-1'));
      (await ledger.approvals({})).forEach(change);
      change(await ledger.decide('approval-1', approved));
      const effective = { to: 'ada@example.com' };
      expect(await ledger.approval('approval-1')).toMatchObject({ effective });
      const args = canonical(effective);
      expect(await ledger.redeem({ ...redemption, args })).toBe(true);
    });

    test('the same proposal again is the first one, whatever became of it', async () => {
      const { ledger, other } = it();
      await ledger.propose(proposal, DAY);
      await ledger.decide('approval-1', { status: 'rejected', by: 'grace', note: 'no' });
      const again = await other.propose({ ...proposal, id: 'approval-2' }, DAY);
      expect(again).toMatchObject({ id: 'approval-1', status: 'rejected', note: 'no' });
    });

    test('a changed tool or changed arguments are asked anew, and the newest counts', async () => {
      const { ledger } = it();
      await ledger.propose(proposal, DAY);
      await ledger.propose({ ...proposal, id: 'approval-2', contractHash: 'd'.repeat(64) }, DAY);
      expect(await ledger.approvalOf('key-1')).toMatchObject({ id: 'approval-2' });
      await ledger.propose({ ...proposal, id: 'approval-3', effective: { to: 'eve' } }, DAY);
      expect(await ledger.approvalOf('key-1')).toMatchObject({ id: 'approval-3' });
      expect(await ledger.approvals({})).toHaveLength(3);
    });

    test('of 32 proposals at once there is one', async () => {
      const { ledger, other } = it();
      const proposals = await Promise.all(
        Array.from({ length: 32 }, (_, n) =>
          (n % 2 ? ledger : other).propose({ ...proposal, id: `approval-${n}` }, DAY),
        ),
      );
      expect(new Set(proposals.map(({ id }) => id)).size).toBe(1);
    });

    test.each([
      'a\u0000b',
      '\u0000',
      'a\ud800',
      '\udfff\ud800',
      '\ufdd00000',
      '\r\n\u001b[31m\u202e',
    ])('any text is kept as it is: %j', async (odd) => {
      const { ledger, other } = it();
      const who = { tenant: odd, caller: odd, run: odd, key: odd, level: odd, preview: odd };
      const asked = { ...proposal, ...who, id: `id ${odd}`, call: { id: odd, name: odd } };
      await ledger.propose(asked, DAY);
      await ledger.decide(asked.id, { status: 'approved', by: odd, note: odd });
      const decided = { ...asked, decidedBy: odd, note: odd };
      expect(await other.approval(asked.id)).toMatchObject(decided);
      expect(await other.approvals({ tenant: odd })).toHaveLength(1);
      // What a store may make of it is somebody else.
      for (const tenant of ['a', '', 'a\ufffd', '\ufffd\ufffd', '\u0000\u0000'])
        expect(await other.approvals({ tenant })).toEqual([]);
      expect(await ledger.redeem(redemptionOf(asked))).toBe(true);
    });

    test('a decision is made once', async () => {
      const { ledger, other } = it();
      await ledger.propose(proposal, DAY);
      const now = await ledger.now();
      const asked = [
        { ...approved, note: 'fine' },
        { status: 'rejected', by: 'mallory', note: null },
      ] as const;
      const decisions = await Promise.all([
        ledger.decide('approval-1', asked[0]),
        other.decide('approval-1', asked[1]),
      ]);
      // Either may come first; who does is told, and it stays so.
      const first = decisions[0] ? 0 : 1;
      const { status, by: decidedBy, note } = asked[first];
      expect(decisions[1 - first]).toBeUndefined();
      expect(decisions[first]).toMatchObject({
        ...{ status, decidedBy, decidedAt: now, note },
        ...{ effective: proposal.effective, edited: null, preview: proposal.preview },
      });
      expect(await other.approval('approval-1')).toMatchObject({ status, decidedBy, note });
      expect(await ledger.decide('approval-9', approved)).toBeUndefined();
    });

    test('an edit replaces what runs, and all three are kept', async () => {
      const { ledger } = it();
      await ledger.propose(proposal, DAY);
      const edit = { edited: { to: 'bob@x.org ' }, effective: { to: 'bob@x.org' }, preview: 'p' };
      await ledger.decide('approval-1', { ...approved, ...edit });
      expect(await ledger.approval('approval-1')).toMatchObject({
        proposed: proposal.proposed,
        ...edit,
      });
      expect(await ledger.redeem(redemption)).toBe(false);
      expect(await ledger.redeem({ ...redemption, args: canonical(edit.effective) })).toBe(true);
    });

    test.each([
      ['id', { id: 'approval-2' }],
      ['tenant', { tenant: 'other' }],
      ['no tenant', { tenant: null }],
      ['caller', { caller: 'eve' }],
      ['nobody', { caller: null }],
      ['run', { run: 'run-2' }],
      ['key', { key: 'key-2' }],
      ['tool', { tool: 'delete_user' }],
      ['contract', { contractHash: 'd'.repeat(64) }],
      ['arguments', { args: redemption.args.replace('Hi', 'hi') }],
      ['no arguments', { args: '{}' }],
    ])('another %s redeems nothing', async (_, change) => {
      const { ledger } = it();
      await ledger.propose(proposal, DAY);
      await ledger.decide('approval-1', approved);
      expect(await ledger.redeem({ ...redemption, ...change })).toBe(false);
      expect(await ledger.redeem(redemption)).toBe(true);
    });

    test('nobody, in no tenant, is matched as that', async () => {
      const { ledger } = it();
      const nobody = { tenant: null, caller: null };
      await ledger.propose({ ...proposal, ...nobody }, DAY);
      await ledger.decide('approval-1', approved);
      expect(await ledger.redeem(redemption)).toBe(false);
      expect(await ledger.redeem({ ...redemption, ...nobody })).toBe(true);
    });

    test('only what is approved is redeemed, and of 64 at once one', async () => {
      const { ledger, other } = it();
      await ledger.propose(proposal, DAY);
      expect(await ledger.redeem(redemption)).toBe(false);
      await ledger.decide('approval-1', approved);
      const used = await Promise.all(
        Array.from({ length: 64 }, (_, n) => (n % 2 ? ledger : other).redeem(redemption)),
      );
      expect(used.filter(Boolean)).toHaveLength(1);
      expect(await other.approval('approval-1')).toMatchObject({ status: 'used' });
    });

    test('a decision and its record are stored together, or neither is', async () => {
      const { ledger, other } = it();
      const bodies = async () => (await ledger.audit()).map(({ body }) => body);
      await ledger.append(['{"n":1}']);
      await ledger.propose(proposal, 1000);
      const said = (n: number) =>
        (n % 2 ? ledger : other).decide('approval-1', approved, `{"by":${n}}`);
      const decided = await Promise.all(Array.from({ length: 8 }, (_, n) => said(n)));
      const first = decided.findIndex((each) => each !== undefined);
      expect(decided.filter(Boolean)).toHaveLength(1);
      expect(decided[first]).toMatchObject({ id: 'approval-1', status: 'approved' });
      expect(await bodies()).toEqual(['{"n":1}', `{"by":${first}}`]);
      expect(await ledger.decide('approval-9', approved, '{"n":2}')).toBeUndefined();
      await ledger.append(['{"n":3}']);
      await other.append(['{"n":4}']);
      expect(await bodies()).toEqual(['{"n":1}', `{"by":${first}}`, '{"n":3}', '{"n":4}']);
      const rows = await ledger.audit();
      for (const writer of new Set(rows.map((row) => row.writer))) {
        const own = rows.filter((row) => row.writer === writer);
        expect(own.map(({ seq }) => seq)).toEqual(own.map((_, at) => at + 1));
      }
    });

    test('undecided or unused it expires on the store’s clock; used or rejected it stays so', async () => {
      const { ledger, advance } = it();
      await ledger.propose(proposal, 1000);
      await ledger.propose({ ...proposal, id: 'approval-2', key: 'key-2' }, 1000);
      await ledger.propose({ ...proposal, id: 'approval-3', key: 'key-3' }, 1000);
      await ledger.propose({ ...proposal, id: 'approval-4', key: 'key-4' }, 1000);
      await ledger.decide('approval-2', approved);
      await ledger.decide('approval-3', approved);
      await ledger.redeem({ ...redemption, id: 'approval-3', key: 'key-3' });
      await ledger.decide('approval-4', { status: 'rejected', by: 'grace', note: null });
      await advance(999);
      expect(await ledger.approval('approval-1')).toMatchObject({ status: 'pending' });
      await advance(1);
      const statuses = (await ledger.approvals({})).map(({ status }) => status);
      expect(statuses).toEqual(['expired', 'expired', 'used', 'rejected']);
      expect(await ledger.decide('approval-1', approved)).toBeUndefined();
      expect(await ledger.redeem({ ...redemption, id: 'approval-2', key: 'key-2' })).toBe(false);
      expect(await ledger.approvalOf('key-1')).toMatchObject({ status: 'expired' });
      expect(await ledger.approvals({ status: 'expired' })).toHaveLength(2);
      expect(await ledger.approvals({ status: 'pending' })).toEqual([]);
    });

    test('a query answers what it names, in the order proposed', async () => {
      const { ledger } = it();
      const add = (id: string, change: Partial<typeof proposal>) =>
        ledger.propose({ ...proposal, id, key: id, ...change }, DAY);
      await add('b', {});
      await add('a', { run: 'run-2' });
      await add('c', { tenant: null });
      const ids = async (query: Parameters<Ledger['approvals']>[0]) =>
        (await ledger.approvals(query)).map(({ id }) => id);
      expect(await ids({})).toEqual(['b', 'a', 'c']);
      expect(await ids({ tenant: 'acme' })).toEqual(['b', 'a']);
      expect(await ids({ tenant: null })).toEqual(['c']);
      expect(await ids({ run: 'run-1', status: 'pending' })).toEqual(['b', 'c']);
      expect(await ids({ run: 'run-1', tenant: 'acme', status: 'approved' })).toEqual([]);
      // A program may hand on what somebody typed.
      for (const status of ['open', 'constructor'])
        expect(await ids({ status: status as 'pending' })).toEqual([]);
    });
  });

  describe('grants', () => {
    const scope = { tenant: 'acme', caller: 'ada', tool: 'send', contractHash: 'c' };
    const grant = { id: 'grant-1', ...scope, max: 3, by: 'grace' };

    test('so many calls, and no more', async () => {
      const { ledger, other } = it();
      await give(ledger, grant, 1000);
      const given = { ...grant, used: 0, expiresAt: (await ledger.now()) + 1000 };
      expect(await other.grants(scope)).toEqual([given]);
      const spent = await Promise.all(
        Array.from({ length: 16 }, (_, n) => (n % 2 ? ledger : other).spend('grant-1')),
      );
      expect(spent.filter(Boolean)).toHaveLength(3);
      expect(await ledger.grants(scope)).toEqual([]);
      expect(await ledger.spend('grant-2')).toBe(false);
    });

    test('are given with the decision, once, or not at all', async () => {
      const { ledger, other } = it();
      const ask = (id: string) => ledger.propose({ ...proposal, id, key: id }, 1000);
      const { tenant, caller, tool, contractHash } = await ask('a');
      const decide = (n: number, id = 'a', grant = `grant-${n}`) =>
        (n % 2 ? ledger : other).decide(
          id,
          { ...approved, grant: { id: grant, max: n + 1, forMs: 1000 } },
          n % 3 ? `{"by":${n}}` : undefined,
        );
      const live = () => ledger.grants({ tenant, caller, tool, contractHash });
      const decided = await Promise.all(Array.from({ length: 8 }, (_, n) => decide(n)));
      const first = decided.findIndex((each) => each !== undefined);
      expect(decided.filter(Boolean)).toHaveLength(1);
      const { status } = decided[first] as { status: string };
      expect(decided[first]).toEqual({ ...(await other.approval('a')), status });
      expect(await live()).toMatchObject([{ id: `grant-${first}`, max: first + 1, by: 'grace' }]);
      expect(await decide(8, 'nobody asked')).toBeUndefined();
      expect(await live()).toHaveLength(1);
    });

    test('one that cannot be stored decides nothing', async () => {
      const { ledger, other } = it();
      await give(ledger, grant, 1000);
      await ledger.propose(proposal, 1000);
      const twice = { ...approved, grant: { id: grant.id, max: 9, forMs: 1000 } };
      for (const record of [undefined, '{"n":1}'])
        await expect(ledger.decide(proposal.id, twice, record)).rejects.toThrow();
      expect(await other.approval(proposal.id)).toMatchObject({ status: 'pending' });
      expect(await other.audit()).toEqual([]);
      expect(await ledger.decide(proposal.id, approved, '{"n":2}')).toBeDefined();
    });

    test('until it expires', async () => {
      const { ledger, advance } = it();
      await give(ledger, grant, 1000);
      await advance(1000);
      expect(await ledger.grants(scope)).toEqual([]);
      expect(await ledger.spend('grant-1')).toBe(false);
    });

    test.each([
      { tenant: null },
      { tenant: 'other' },
      { caller: 'eve' },
      { caller: null },
      { tool: 'delete' },
      { contractHash: 'd' },
    ])('not for %o', async (change) => {
      await give(it().ledger, grant, 1000);
      expect(await it().ledger.grants({ ...scope, ...change })).toEqual([]);
    });
  });
}
