import type { PermittedCall, StoredResult } from '../call.js';
import { Refusal } from '../error.js';
import { canonical } from '../json.js';
import type { CallRecord, Intent, Ledger } from '../ledger/ledger.js';
import { pause } from '../pause.js';
import { causeText } from '../text/cause.js';
import { timeOf } from '../waited.js';
import type { World } from '../world.js';
import { intentOnce } from './audit.js';
import { givenBack } from './holds.js';

/** How long to wait before saying once more that a call never began: doubles, up to the last. */
const FIRST_TRY_MS = 1_000;
const LAST_TRY_MS = 16_000;

/** Why a call may not begin any more, where it may not: canceled, or what it holds was lost while stores were waited for. */
export type Stopped = () => Refusal | undefined;

export function goOn(stopped: Stopped): void {
  const stop = stopped();
  if (stop) throw stop;
}

/** Whether a call begins once, and what comes of it is kept: a write, and what a person agreed to. */
export const isRecorded = ({ contract, approved }: PermittedCall): boolean =>
  contract.effect !== 'read' || approved === true;

/** Reads go on without a durable record only where the program said that they may. */
export function announceRead(call: PermittedCall, world: World): void {
  const { ledger, recorder, auditOnOutage } = world;
  if (ledger && !recorder.healthy) {
    const cause = 'the audit log cannot be written';
    recorder.record(call, { type: 'outage', store: 'ledger', mode: auditOnOutage, cause });
    if (auditOnOutage === 'deny') throw new Refusal('store_unavailable', { cause });
  }
  recorder.record(call, intentOnce(call), timeOf(call));
}

/**
 * Writes down durably what is about to run, in the audit log and in the ledger. A record: this very call began before,
 * and `cameOf` says what came of it. What has begun when `stopped` has a reason is taken back, and refused for it.
 */
export async function announceWrite(
  call: PermittedCall,
  world: World,
  stopped: Stopped,
): Promise<CallRecord | undefined> {
  // Boot refuses a tool that writes without a ledger.
  const ledger = world.ledger as Ledger;
  const record = await recordOf(call, ledger);
  if (record) return record;
  await world.recorder.recordDurably(call, intentOnce(call), world.budget);
  const begun = await begin(call, world, ledger, stopped);
  return begun.begun === true ? undefined : own(begun.record, call);
}

/** Only a key that may come again can have a record. */
export async function recordOf(
  call: PermittedCall,
  ledger: Ledger,
): Promise<CallRecord | undefined> {
  const record = call.replayable || call.approval ? await ledger.call(call.key) : undefined;
  return record && own(record, call);
}

function own(record: CallRecord, { contract, args }: PermittedCall): CallRecord {
  if (record.tool === contract.name && record.args === canonical(args)) return record;
  throw new Refusal('idempotency_conflict');
}

/** Where nobody knows whether the call is written down, it is not run, and that is said whenever it can be. */
async function begin(call: PermittedCall, world: World, ledger: Ledger, stopped: Stopped) {
  const [intent, attempt] = [writtenDown(call), world.env.id()];
  try {
    const begun = await ledger.begin(intent, attempt);
    if (begun.begun === true) goOn(stopped);
    return begun;
  } catch (error) {
    void withdraw(() => ledger.withdraw(intent, attempt), world);
    throw error;
  }
}

/** A call that nobody could withdraw ends as `outcome_unknown` when it comes again. `close` waits for a try on its way. */
async function withdraw(work: () => Promise<void>, world: World): Promise<void> {
  for (let wait = FIRST_TRY_MS; wait <= LAST_TRY_MS; wait *= 2) {
    let failed = false;
    const tried = work().catch(() => {
      failed = true;
    });
    givenBack(tried, world);
    await tried;
    if (!failed) return;
    await pause(wait, world.env);
  }
}

const writtenDown = ({ key, run, caller, contract, args }: PermittedCall): Intent => ({
  key,
  run,
  tenant: caller?.tenant ?? null,
  caller: caller?.id ?? null,
  tool: contract.name,
  contractHash: contract.hash,
  args: canonical(args),
  timeoutMs: contract.timeoutMs,
});

/** Writes down what came of a write. */
export async function settle(
  call: PermittedCall,
  result: StoredResult,
  ledger: Ledger,
): Promise<void> {
  const isUnknown = result.status === 'failed' && result.error.code === 'outcome_unknown';
  await ledger.settle(call.key, isUnknown ? 'unknown' : 'settled', result);
}

/** The answer stands even where it cannot be written down: it goes out, and the outage is recorded. */
export async function afterwards(
  call: PermittedCall,
  world: World,
  work: Promise<void>,
): Promise<void> {
  try {
    await work;
  } catch (cause) {
    const outage = { type: 'outage', store: 'ledger', mode: 'answered' } as const;
    world.recorder.record(call, { ...outage, cause: causeText(cause) });
  }
}
