import { expect, test } from 'vitest';
import type { Ledger } from '../../../src/ledger/ledger.js';
import { hold } from '../../../src/loop/hold.js';
import { virtualEnv } from '../../../src/testing/index.js';

/** Leases on a virtual clock, as the ledger's contract has them. */
function leases(env: ReturnType<typeof virtualEnv>) {
  let lease: { owner: string; until: number } | undefined;
  const mine = (owner: string) => lease?.owner === owner && lease.until > env.now();
  const store: Partial<Ledger> = {
    async acquire(_name, owner, ttlMs) {
      if (lease && lease.until > env.now()) return undefined;
      lease = { owner, until: env.now() + ttlMs };
      return { fence: 1 };
    },
    async renew(_name, owner, ttlMs) {
      if (!mine(owner)) return false;
      lease = { owner, until: env.now() + ttlMs };
      return true;
    },
    async free(_name, owner) {
      if (mine(owner)) lease = undefined;
    },
  };
  return store as Ledger;
}

test('a run is kept as long as it is held, and free at once afterwards', async () => {
  const env = virtualEnv();
  const ledger = leases(env);
  const release = await hold(ledger, env, 'r');
  await env.advance(300_000);
  expect(await hold(ledger, env, 'r')).toBeUndefined();
  await release?.();
  const next = await hold(ledger, env, 'r');
  expect(next).toBeDefined();
  await next?.();
  expect(env.waiting).toBe(0);
});

test('a process that died is given up after 30 s', async () => {
  const env = virtualEnv();
  const ledger = leases(env);
  await hold(ledger, { ...env, after: () => () => {} }, 'r');
  await env.advance(29_999);
  expect(await hold(ledger, env, 'r')).toBeUndefined();
  await env.advance(2);
  expect(await hold(ledger, env, 'r')).toBeDefined();
});

test('a store that fails once does not end the renewing, nor the release', async () => {
  const env = virtualEnv();
  const ledger = leases(env);
  const { renew } = ledger;
  let calls = 0;
  ledger.renew = (...lease) => {
    calls += 1;
    return calls === 1 ? Promise.reject(new Error('down')) : renew(...lease);
  };
  const release = await hold(ledger, env, 'r');
  await env.advance(60_000);
  expect(await hold(ledger, env, 'r')).toBeUndefined();
  ledger.free = () => Promise.reject(new Error('down'));
  await expect(release?.()).resolves.toBeUndefined();
  expect(env.waiting).toBe(0);
});
