import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { GENESIS } from '../../../src/ledger/chain.js';
import { sqlLedger } from '../../../src/ledger/sql.js';
import { sqliteLedger, verifyAudit } from '../../../src/node/index.js';
import { openLedgerFile, sqliteSql } from '../../../src/node/ledger.js';
import { sha256 } from '../../../src/node/sha256.js';
import { openSqlite } from '../../../src/node/sqlite.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';
import { retentionContract } from '../../contract/ledger/retention.js';
import { intent, proposal, redemptionOf } from '../../contract/ledger/samples.js';

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
const event = (at: number) => JSON.stringify({ type: 'log', at });

retentionContract(async () => {
  const { path, env, open, ledger } = scene();
  const tamper = async (statement: string) => {
    const sqlite = openSqlite(path);
    sqlite.all(statement);
    sqlite.close();
  };
  return { ledger, env, open, address: path, tamper, close: ledger.close };
});

test('wherever pruning dies, no approval that was used is left without the record of its call', async () => {
  let most = 1;
  for (let at = 0; at < most; at += 1) {
    const { path, env, ledger } = scene();
    await ledger.propose(proposal, 86_400_000);
    await ledger.decide(proposal.id, { status: 'approved', by: 'grace', note: null });
    await ledger.redeem(redemptionOf(proposal));
    await ledger.begin({ ...intent, key: proposal.key }, 'try');
    if (at % 2 === 0)
      await ledger.settle(proposal.key, 'settled', { status: 'completed', value: 1 });
    await ledger.close();
    await env.advance(7_200_000);
    const sql = sqliteSql(openLedgerFile(path, 'none'));
    let asked = 0;
    const query: typeof sql.query = async (...statement) => {
      asked += 1;
      if (asked > at) throw new Error('it died');
      return sql.query(...statement);
    };
    const dying = sqlLedger({ ...sql, query }, { name: 'dying', sha256, env });
    const died = await dying.prune({ before: env.now() - 3_600_000 }).catch(() => 'died');
    most = died === 'died' ? at + 2 : at + 1;
    await sql.close();
    const after = sqliteLedger(path, { env, durability: 'none' });
    const used = await after.approval(proposal.id);
    const record = await after.call(proposal.key);
    expect({ at, used: used !== undefined, record: record !== undefined }).not.toEqual({
      ...{ at, used: true, record: false },
    });
    await after.close();
  }
  expect(most).toBeGreaterThan(10);
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

  test('a forged note of what was pruned is not told on under the signature', async () => {
    const key = createPublicKey(ours.pem);
    const check = (text: string, { value }: { readonly value: string }) =>
      verify(null, Buffer.from(text), key, Buffer.from(value, 'base64'));
    const { ledger, path, env, open } = scene({ sign: { ...ours.sign, verify: check } });
    await ledger.append([event(env.now()), event(env.now()), event(env.now())]);
    await ledger.close();
    const honest = open();
    expect(await honest.prune({ before: 0 })).toMatchObject({ audit: 0 });
    const sqlite = openSqlite(path);
    const [row] = sqlite.all('SELECT writer, seq, hash FROM tw_audit WHERE seq = 2');
    sqlite.all('DELETE FROM tw_audit WHERE seq <= 2');
    const body = JSON.stringify({ type: 'checkpoint', v: 1, at: 0, heads: [], cut: [row] });
    const forged = ['forger', 1, GENESIS, sha256(GENESIS + body), body];
    sqlite.all(
      'INSERT INTO tw_audit (writer, seq, prev, hash, body) VALUES (?, ?, ?, ?, ?)',
      forged,
    );
    sqlite.close();
    await env.advance(1000);
    await expect(honest.prune({ before: 1 })).rejects.toThrow('audit_broken');
    await honest.close();
    expect(await verifyAudit(path, { keys: [ours.pem] })).toMatchObject({ valid: false });
  });

  test.each([
    ...[{}, 'signed', 5, true, { value: 5 }, { keyId: 'k1', value: null }, { value: [] }],
    { keyId: 'k1', value: 'AAAA' },
  ])('one whose signature is %j was signed by nobody', async (signature) => {
    const { ledger, path } = scene();
    const checkpoint = { type: 'checkpoint', v: 1, at: 0, heads: [], signature };
    await ledger.append([event(0), JSON.stringify(checkpoint)]);
    const report = await verifyAudit(path, { keys: [ours.pem] });
    expect(report).toMatchObject({ valid: false, fault: { seq: 2, problem: 'forged' } });
    await ledger.close();
  });

  test('one with a signature that is too deep to be looked at is forged as well', async () => {
    const { ledger, path } = scene();
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const signature = { keyId: 'k1', value: 'AAAA' };
    const body = JSON.stringify({ type: 'checkpoint', v: 1, at: 0, heads: [], signature });
    await ledger.append([`${body.slice(0, -1)},"deep":${deep}}`]);
    const report = await verifyAudit(path, { keys: [ours.pem] });
    expect(report).toMatchObject({ valid: false, fault: { seq: 1, problem: 'forged' } });
    await ledger.close();
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
