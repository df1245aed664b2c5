import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Approval } from '../../../src/call.js';
import { canonical } from '../../../src/json.js';
import type { Ledger, Redemption } from '../../../src/ledger/ledger.js';
import { memoryLedger } from '../../../src/ledger/memory.js';
import { sqliteLedger } from '../../../src/node/index.js';
import { random } from '../random.js';
import { changed, changedObject, changedText } from './change.js';
import { ada, args, asked, supervisor, wire } from './wire.js';

/**
 * Row 9 of the requirements: "approval bound to effective args: change any byte of args, tool definition, tenant,
 * principal or policy version after approval: 100 % of 10⁴ mutations refused." The policy of a tool is part of its
 * definition, and so of its hash.
 */
const MUTATIONS = 10_000;

const folder = mkdtempSync(join(tmpdir(), 'toolwright-mutation-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const choose = random(9);

/** A ledger that reads an approval otherwise than it is stored, as `mutate` says. */
function mutating(ledger: Ledger) {
  const state = { mutate: (approval: Approval): Approval => approval };
  const approval = async (id: string) => {
    const found = await ledger.approval(id);
    return found && state.mutate(found);
  };
  return { ledger: { ...ledger, approval }, state };
}

type Mutate = (approval: Approval) => Approval;
/** What is read from the store is not what was approved. */
const stored: Record<string, Mutate> = {
  effective: (of) => ({ ...of, effective: changedObject(of.effective, choose) }),
  proposed: (of) => ({ ...of, proposed: changedObject(of.proposed, choose) }),
  edited: (of) => ({ ...of, edited: changedObject(of.proposed, choose) }),
  'proposed and effective alike': (of) => {
    const other = changedObject(of.proposed, choose);
    return { ...of, proposed: other, effective: other };
  },
  run: (of) => ({ ...of, run: changed(of.run, choose) }),
  key: (of) => ({ ...of, key: changed(of.key, choose) }),
  tenant: (of) => ({ ...of, tenant: changed(of.tenant ?? '', choose) }),
  caller: (of) => ({ ...of, caller: changed(of.caller ?? '', choose) }),
  'contract hash': (of) => ({ ...of, contractHash: changed(of.contractHash, choose) }),
};

async function approvedWire() {
  const { ledger, state } = mutating(memoryLedger());
  const desk = wire({ ledger });
  const id = await asked(desk.call(args, { key: 'k' }));
  await desk.runtime.approvals.approve(id, { by: supervisor });
  return { ...desk, id, state };
}

/** What is asked for is not what was approved. */
type Desk = Awaited<ReturnType<typeof approvedWire>>;
const presented: Record<string, (desk: Desk) => Promise<unknown>> = {
  'the arguments': ({ call }) => call(changedText(args, choose), { key: 'k' }),
  'the caller': ({ runtime, id }) =>
    runtime.resume(id, { caller: { ...ada, id: changed(ada.id, choose) } }),
  'the tenant': ({ runtime, id }) =>
    runtime.resume(id, { caller: { ...ada, tenant: changed(ada.tenant ?? '', choose) } }),
  "the tool's contract": async ({ ledger, id }) => {
    const later = wire({ ledger, contract: { hash: changed('hash-of-wire', choose) } });
    await settled(later.runtime.resume(id, { caller: ada }));
    expect(later.ran).toEqual([]);
  },
};
const settled = (attempt: Promise<unknown>) => attempt.catch((error: unknown) => error);

const kinds = Object.keys(stored).length + Object.keys(presented).length;
const each = Math.ceil(MUTATIONS / kinds);

test.each(Object.entries(stored))(`${each} times %s, as read from the store`, async (_, mutate) => {
  const { runtime, ran, id, state } = await approvedWire();
  state.mutate = mutate;
  for (let n = 0; n < each; n += 1) {
    await settled(runtime.resume(id, { caller: ada }));
    expect(ran).toEqual([]);
  }
  // The approval was good all the time.
  state.mutate = (approval) => approval;
  expect(await runtime.resume(id, { caller: ada })).toMatchObject({ status: 'completed' });
  expect(ran).toEqual([args]);
});

test.each(Object.entries(presented))(`${each} times %s, as presented`, async (_, attempt) => {
  const desk = await approvedWire();
  for (let n = 0; n < each; n += 1) {
    await settled(attempt(desk));
    expect(desk.ran).toEqual([]);
  }
  expect(await desk.runtime.resume(desk.id, { caller: ada })).toMatchObject({
    status: 'completed',
  });
  expect(desk.ran).toEqual([args]);
});

const stores: Record<string, () => Ledger> = {
  memory: () => memoryLedger(),
  sqlite: () => sqliteLedger(join(folder, 'ledger.db'), { durability: 'os' }),
};

test.each(Object.entries(stores))(
  '10⁴ redemptions changed by a byte, %s: 0 taken',
  async (_, open) => {
    const ledger = open();
    const { call, runtime } = wire({ ledger });
    const id = await asked(call());
    const { tenant, caller, run, key, tool, contractHash, effective } =
      await runtime.approvals.approve(id, { by: supervisor });
    const good = { id, tenant, caller, run, key, tool, contractHash, args: canonical(effective) };
    let taken = 0;
    for (let n = 0; n < MUTATIONS; n += 1) {
      const field = choose.pick(Object.keys(good)) as keyof Redemption;
      if (await ledger.redeem({ ...good, [field]: changed(String(good[field]), choose) }))
        taken += 1;
    }
    expect(taken).toBe(0);
    expect(await ledger.redeem(good)).toBe(true);
    expect(await ledger.redeem(good)).toBe(false);
    await ledger.close();
  },
);
