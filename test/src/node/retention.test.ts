import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sqliteLedger, verifyAudit } from '../../../src/node/index.js';
import { openSqlite } from '../../../src/node/sqlite.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';
import { intent, proposal } from '../../contract/ledger/samples.js';

const folder = mkdtempSync(join(tmpdir(), 'toolwright-retention-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
function scene(options: Parameters<typeof sqliteLedger>[1] = {}) {
  files += 1;
  const path = join(folder, `${files}.db`);
  const env = virtualEnv();
  const open = () => sqliteLedger(path, { env, durability: 'none', ...options });
  return { path, env, open, ledger: open() };
}
const DAY = 86_400_000;
const result = { status: 'completed', result: '{}' } as never;
const run = { tenant: null, caller: null, version: 1, state: {} };
const event = (at: number) => JSON.stringify({ type: 'log', at });
const none = { calls: 0, idempotency: 0, approvals: 0, runs: 0, grants: 0, leases: 0, audit: 0 };

describe('pruning', () => {
  test('what ended before the time goes, what may still matter stays', async () => {
    const { ledger, env } = scene();
    const scope = { tenant: null, tool: 'send', key: 'k' };
    for (const key of ['settled', 'open'])
      await ledger.begin({ ...intent, key, run: key === 'open' ? 'r-open' : 'r-done' });
    await ledger.begin({ ...intent, key: 'never ended' });
    await ledger.settle('settled', 'settled', result);
    await ledger.settle('open', 'settled', result);
    await ledger.saveRun({ ...run, id: 'r-done', status: 'completed' });
    await ledger.saveRun({ ...run, id: 'r-open', status: 'pending' });
    await ledger.claim(scope, { call: 'c', args: '{}', leaseMs: 1_000 });
    await ledger.complete(scope, 'c', result, 1_000);
    await ledger.propose({ ...proposal, run: 'r-done' }, 1_000);
    await ledger.propose({ ...proposal, id: 'b', key: 'b', run: 'r-open' }, 1_000);
    const grant = { id: 'g', tenant: null, caller: 'ada', tool: 'send', by: 'grace', max: 1 };
    await ledger.grant({ ...grant, contractHash: 'c' }, 1_000);
    await ledger.acquire('order', 'a', 1_000);
    await env.advance(500);
    expect(await ledger.prune({ before: env.now() + DAY })).toEqual({ ...none, calls: 1, runs: 1 });
    await env.advance(DAY);
    const gone = { ...none, idempotency: 1, approvals: 1, grants: 1, leases: 1 };
    expect(await ledger.prune({ before: env.now() })).toEqual(gone);
    expect(await ledger.call('settled')).toBeUndefined();
    expect(await ledger.call('never ended')).toMatchObject({ state: 'begun' });
    expect(await ledger.call('open')).toMatchObject({ state: 'settled' });
    expect(await ledger.approval('b')).toMatchObject({ status: 'expired' });
    expect(await ledger.run('r-open')).toMatchObject({ status: 'pending' });
    expect(await ledger.acquire('order', 'b', 1_000)).toEqual({ fence: 2 });
    await ledger.close();
  });

  test('the audit log is cut behind a checkpoint, again and again, and verifies', async () => {
    const { ledger, env, path, open } = scene();
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
      const report = await verifyAudit(path, { known });
      expect(report).toMatchObject({ valid: true });
      const own = report.writers.find(({ rows }) => rows > 3);
      expect(own?.pruned).toBe([2, 5, 8][round - 1]);
    }
    await ledger.close();
    const sqlite = openSqlite(path);
    sqlite.all('DELETE FROM tw_audit WHERE seq = 9');
    sqlite.close();
    const fault = { seq: 9, problem: 'missing' };
    expect(await verifyAudit(path)).toMatchObject({ valid: false, fault });
  });

  test('a log that does not verify is left as it is', async () => {
    const { ledger, env, path } = scene();
    await ledger.append([event(0), event(1), event(2)]);
    const sqlite = openSqlite(path);
    sqlite.all(`UPDATE tw_audit SET body = '{"at":5}' WHERE seq = 2`);
    sqlite.close();
    await expect(ledger.prune({ before: env.now() })).rejects.toThrow('audit_broken');
    expect(await ledger.audit()).toHaveLength(3);
    await ledger.close();
  });
});

describe('signed checkpoints', () => {
  const pair = () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const signed = (text: string) => sign(null, Buffer.from(text), privateKey).toString('base64');
    return { pem, sign: { keyId: 'k1', sign: signed } };
  };
  const [ours, theirs] = [pair(), pair()];

  test.each([
    ['signed', ours, [ours.pem], { valid: true, signed: true }],
    ['signed, and nobody asks', ours, [], { valid: true, signed: true }],
    ['by one of several keys', ours, [theirs.pem, ours.pem], { valid: true, signed: true }],
    ['by another key', theirs, [ours.pem], { valid: false, fault: { seq: 2, problem: 'forged' } }],
    ['unsigned', {}, [], { valid: true, signed: false }],
    ['unsigned', {}, [ours.pem], { valid: false, fault: { seq: 2, problem: 'unsigned' } }],
  ])('%s', async (_, signer, keys, expected) => {
    const { ledger, path } = scene('sign' in signer ? { sign: signer.sign } : {});
    await ledger.append([event(0)]);
    await ledger.close();
    expect(await verifyAudit(path, { keys })).toMatchObject(expected);
  });

  test('a cut that is told without a signature is none', async () => {
    const { ledger, path, env } = scene();
    await ledger.append([event(0), event(1)]);
    await ledger.prune({ before: env.now() });
    await ledger.close();
    expect(await verifyAudit(path)).toMatchObject({ valid: true });
    const report = await verifyAudit(path, { keys: [ours.pem] });
    expect(report).toMatchObject({ valid: false, fault: { seq: 1, problem: 'missing' } });
  });

  test('a key that is none is said to be', async () => {
    const { ledger } = scene();
    await expect(verifyAudit(ledger, { keys: ['no key'] })).rejects.toThrow('key_unreadable');
    await ledger.close();
  });
});
