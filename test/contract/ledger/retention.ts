import { describe, expect, test } from 'vitest';
import { type Head, type SqlLedger, verifyAudit } from '../../../src/node/index.js';
import type { VirtualEnv } from '../../../src/testing/virtual-env.js';
import { give, intent, proposal, redemptionOf } from './samples.js';

export interface Retained {
  readonly ledger: SqlLedger;
  readonly env: VirtualEnv;
  /** Another writer on the same data. */
  open(): SqlLedger;
  /** Where `verifyAudit` finds it. */
  readonly address: string;
  /** Does something to the tables behind the ledger's back. */
  tamper(statement: string): Promise<void>;
  close(): Promise<void>;
}

const DAY = 86_400_000;
const result = { status: 'completed', result: '{}' } as never;
const run = { tenant: null, caller: null, version: 1, state: {} };
const event = (at: number, n?: number) => JSON.stringify({ type: 'log', at, n });
const none = { calls: 0, idempotency: 0, approvals: 0, runs: 0, grants: 0, leases: 0, audit: 0 };

/** What every ledger that forgets promises. `open` gives a fresh, empty one. */
export function retentionContract(scene: () => Promise<Retained>): void {
  describe('pruning', () => {
    test('what ended before the time goes, what may still matter stays', async () => {
      const { ledger, env, close } = await scene();
      const scope = { tenant: null, tool: 'send', key: 'k' };
      for (const key of ['settled', 'open'])
        await ledger.begin({ ...intent, key, run: key === 'open' ? 'r-open' : 'r-done' }, 'try');
      await ledger.begin({ ...intent, key: 'never ended' }, 'try');
      await ledger.settle('settled', 'settled', result);
      await ledger.settle('open', 'settled', result);
      await ledger.saveRun({ ...run, id: 'r-done', status: 'completed' });
      await ledger.saveRun({ ...run, id: 'r-open', status: 'pending' });
      await ledger.claim(scope, { call: 'c', args: '{}', leaseMs: 1_000 });
      await ledger.complete(scope, 'c', result, 1_000);
      await ledger.propose({ ...proposal, run: 'r-done' }, 1_000);
      await ledger.propose({ ...proposal, id: 'b', key: 'b', run: 'r-open' }, 1_000);
      const grant = { id: 'g', tenant: null, caller: 'ada', tool: 'send', by: 'grace', max: 1 };
      await give(ledger, { ...grant, contractHash: 'c' }, 1_000);
      await ledger.acquire('order', 'a', 1_000);
      await env.advance(500);
      expect(await ledger.prune({ before: env.now() + DAY })).toEqual({
        ...none,
        calls: 1,
        runs: 1,
      });
      await env.advance(DAY);
      const gone = { ...none, calls: 1, idempotency: 1, approvals: 2, grants: 1, leases: 1 };
      expect(await ledger.prune({ before: env.now() })).toEqual(gone);
      expect(await ledger.call('settled')).toBeUndefined();
      expect(await ledger.call('never ended')).toBeUndefined();
      expect(await ledger.call('open')).toMatchObject({ state: 'settled' });
      expect(await ledger.approval('b')).toMatchObject({ status: 'expired' });
      expect(await ledger.run('r-open')).toMatchObject({ status: 'pending' });
      expect(await ledger.acquire('order', 'b', 1_000)).toEqual({ fence: 2 });
      await close();
    });

    test('a call whose process died ends once its run is over, as the audit log says, and goes', async () => {
      const { ledger, env, address, open, close } = await scene();
      const rival = open();
      const saved = { ...run, id: proposal.run };
      await ledger.saveRun({ ...saved, status: 'running' });
      await ledger.propose(proposal, DAY);
      await ledger.decide(proposal.id, { status: 'approved', by: 'grace', note: null });
      expect(await ledger.redeem(redemptionOf(proposal))).toBe(true);
      const started = env.now();
      await ledger.begin({ ...intent, key: proposal.key, run: proposal.run }, 'try');
      await env.advance(2 * DAY);
      expect(await ledger.prune({ before: env.now() })).toEqual(none);
      expect(await ledger.approval(proposal.id)).toMatchObject({ status: 'used' });
      expect(await ledger.call(proposal.key)).toMatchObject({ state: 'begun' });
      expect(await ledger.audit()).toEqual([]);
      await ledger.saveRun({ ...saved, version: 2, status: 'stopped' });
      // Its time was not over by then.
      const early = started + intent.timeoutMs;
      expect(await ledger.prune({ before: early })).toEqual(none);
      await Promise.all([ledger, rival].map((each) => each.prune({ before: early + 1 })));
      expect(await ledger.approval(proposal.id)).toBeUndefined();
      expect(await ledger.call(proposal.key)).toBeUndefined();
      const bodies = (await ledger.audit()).map(({ body }) => JSON.parse(body));
      expect(bodies).toEqual([
        {
          ...{ v: 1, at: env.now(), ms: env.now() - started, run: proposal.run, key: proposal.key },
          ...{ tool: intent.tool, caller: { id: intent.caller, tenant: intent.tenant } },
          ...{ type: 'outcome', status: 'failed', code: 'outcome_unknown' },
          cause: expect.stringContaining('died at work, or its ledger was out'),
        },
      ]);
      expect(await verifyAudit(address)).toMatchObject({ valid: true });
      await rival.close();
      await close();
    });

    test('a call that died before its result was kept for repeats is found by the next of them', async () => {
      const { ledger, env, close } = await scene();
      const scope = { tenant: null, tool: 'send', key: 'k' };
      const claim = (call: string) => ledger.claim(scope, { call, args: '{}', leaseMs: 1_000 });
      await claim('died');
      await ledger.begin({ ...intent, key: 'died' }, 'try');
      await ledger.settle('died', 'settled', result);
      await env.advance(DAY);
      // One that never came to its handler is in between.
      await claim('looked');
      await env.advance(DAY);
      expect(await ledger.prune({ before: env.now() })).toEqual(none);
      const found = { state: 'running', call: 'died', args: '{}' };
      expect(await claim('again')).toEqual({ claimed: true, found });
      expect(await ledger.call('died')).toMatchObject({ state: 'settled', result });
      await ledger.complete(scope, 'again', result, 1_000);
      await env.advance(DAY);
      const gone = { ...none, calls: 1, idempotency: 1 };
      expect(await ledger.prune({ before: env.now() })).toEqual(gone);
      await close();
    });

    test('a claim under which nothing began goes when its time was over, and what it is for is free', async () => {
      const { ledger, env, close } = await scene();
      const scope = (key: string) => ({ tenant: null, tool: 'send', key });
      const claim = (key: string, call: string) =>
        ledger.claim(scope(key), { call, args: '{}', leaseMs: 1_000 });
      for (const key of ['never', 'withdrawn', 'begun']) await claim(key, key);
      await ledger.begin({ ...intent, key: 'withdrawn' }, 'try');
      await ledger.withdraw({ ...intent, key: 'withdrawn' }, 'try');
      await ledger.begin({ ...intent, key: 'begun' }, 'try');
      await env.advance(1_001);
      // Of two claims, one after the other, it is the first that may have acted.
      await claim('begun', 'after');
      expect(await ledger.prune({ before: env.now() })).toMatchObject({ idempotency: 2, calls: 1 });
      await env.advance(DAY);
      // What the audit log said of the call that died.
      expect(await ledger.prune({ before: env.now() })).toEqual({ ...none, audit: 1 });
      expect(await claim('never', 'again')).toMatchObject({ found: { state: 'free' } });
      expect(await claim('begun', 'again')).toMatchObject({ found: { call: 'begun' } });
      await close();
    });

    test('a standing grant goes when its time was over, spent or not', async () => {
      const { ledger, env, close } = await scene();
      const grant = { id: 'g', tenant: null, caller: 'ada', tool: 'send', by: 'grace', max: 1 };
      await give(ledger, { ...grant, contractHash: 'c' }, DAY);
      expect(await ledger.spend('g')).toBe(true);
      const before = env.now() + 1;
      await env.advance(2 * DAY);
      expect(await ledger.prune({ before })).toEqual(none);
      expect(await ledger.prune({ before: env.now() })).toMatchObject({ grants: 1 });
      await close();
    });

    test('the audit log is cut behind a checkpoint, again and again, and verifies', async () => {
      const { ledger, env, address, open, tamper, close } = await scene();
      const other = open();
      for (const each of [ledger, other]) await each.append([event(env.now()), event(env.now())]);
      await other.close();
      const known = await ledger.heads();
      for (let round = 1; round <= 3; round += 1) {
        await env.advance(DAY);
        await ledger.append([event(env.now()), event(env.now())]);
        // Round 1: two rows, and two and a checkpoint of the other; then two and a checkpoint.
        const { audit } = await ledger.prune({ before: env.now() });
        expect(audit).toBe([5, 3, 3][round - 1]);
        const report = await verifyAudit(address, { known });
        expect(report).toMatchObject({ valid: true });
        const own = report.writers.find(({ rows }) => rows > 3);
        expect(own?.pruned).toBe([2, 5, 8][round - 1]);
      }
      await tamper('DELETE FROM tw_audit WHERE seq = 9');
      const fault = { seq: 9, problem: 'missing' };
      expect(await verifyAudit(address)).toMatchObject({ valid: false, fault });
      await close();
    });

    test('a log that is pruned while it is read verifies: between two readings, and within one', async () => {
      const { ledger, env, open, close } = await scene();
      const rival = open();
      const start = env.now();
      for (let from = 0; from < 1200; from += 400)
        await ledger.append(Array.from({ length: 400 }, (_, n) => event(start + from + n)));
      await env.advance(DAY);
      let [heads, pages, audit] = [0, 0, 0];
      const prune = async (rows: number) => {
        audit += (await rival.prune({ before: start + rows })).audit;
      };
      const live: Pick<SqlLedger, 'audit' | 'heads'> = {
        async heads() {
          heads += 1;
          if (heads === 2) await prune(100);
          return ledger.heads();
        },
        async audit(query) {
          const page = await ledger.audit(query);
          if (page.length === 1000) pages += 1;
          if (page.length === 1000 && pages === 4) await prune(1150);
          return page;
        },
      };
      expect(await verifyAudit(live)).toMatchObject({ valid: true });
      expect([audit, heads]).toEqual([1150, 6]);
      await rival.close();
      await close();
    });

    test('a row that tells no time is kept, and what follows it', async () => {
      const { ledger, env, close } = await scene();
      await ledger.append([event(0), '{', event(0), 'null']);
      expect(await ledger.prune({ before: env.now() })).toMatchObject({ audit: 1 });
      await close();
    });

    test('a log that does not verify is left as it is', async () => {
      const { ledger, env, tamper, close } = await scene();
      await ledger.append([event(0), event(1), event(2)]);
      await tamper(`UPDATE tw_audit SET body = '{"at":5}' WHERE seq = 2`);
      await expect(ledger.prune({ before: env.now() })).rejects.toThrow('audit_broken');
      expect(await ledger.audit()).toHaveLength(3);
      await close();
    });

    test('beside live writers and another who prunes: every chain holds, nothing new is lost', async () => {
      const { ledger, env, address, open, close } = await scene();
      const writers = Array.from({ length: 4 }, open);
      const rivals = [ledger, open()];
      const known: Head[] = [];
      let written = 0;
      let gone = 0;
      const write = async (writer: SqlLedger) => {
        for (let left = 5; left > 0; left -= 1) {
          written += 1;
          await writer.append([event(env.now(), written)]);
        }
      };
      for (let round = 0; round < 8; round += 1) {
        const before = env.now();
        const pruned = rivals.map((each) => each.prune({ before }));
        await Promise.all(writers.map(write));
        for (const { audit } of await Promise.all(pruned)) gone += audit;
        expect(await verifyAudit(address, { known })).toMatchObject({ valid: true });
        known.push(...(await ledger.heads()));
        await env.advance(1000);
      }
      expect(gone).toBeGreaterThan(100);
      const left = (await ledger.audit({ limit: 10_000 })).flatMap(({ body }) => {
        const { n } = JSON.parse(body);
        return n === undefined ? [] : [n as number];
      });
      // The last round was never old enough.
      const newest = Array.from({ length: 20 }, (_, n) => written - n);
      expect(left).toEqual(expect.arrayContaining(newest));
      for (const each of [...writers, ...rivals.slice(1)]) await each.close();
      await close();
    });
  });
}
