import type { PermittedCall, StoredResult } from '../call.js';
import { Refusal } from '../error.js';
import { idempotencyScope } from '../expression.js';
import { canonical } from '../json.js';
import type { CallRecord, Intent, Ledger } from '../ledger/ledger.js';
import type { World } from '../world.js';
import { intentOnce } from './audit.js';
import { failure } from './failure.js';

/** How much longer than its timeout a call may hold its idempotency key: it also waits for leases and slots. */
const CLAIM_FACTOR = 3;

/** Takes the idempotency key of a call. A result: the request was made before, and this is what came of it. */
export async function claim(call: PermittedCall, world: World): Promise<StoredResult | undefined> {
  const { ledger } = world;
  if (!call.contract.idempotencyKey || !ledger) return undefined;
  const scope = idempotencyScope(call);
  const args = canonical(call.args);
  const leaseMs = call.contract.timeoutMs * CLAIM_FACTOR;
  const { claimed, found } = await ledger.claim(scope, { call: call.key, args, leaseMs });
  if (!claimed) {
    if (found.state === 'free') throw new Refusal('busy');
    if (found.args !== args) throw new Refusal('idempotency_conflict');
    if (found.state === 'done') return found.result;
    throw new Refusal('busy');
  }
  if (found.state !== 'running' || found.call === call.key) return undefined;
  return inherited(call, await ledger.call(found.call), ledger);
}

/** The claim before this one died with its process: what it began must not be done again. */
async function inherited(
  call: PermittedCall,
  before: CallRecord | undefined,
  ledger: Ledger,
): Promise<StoredResult | undefined> {
  if (!before) return undefined;
  if (before.state !== 'settled' && call.contract.idempotent) return undefined;
  const result = before.state === 'settled' && before.result ? before.result : unknown();
  const { key, ttlMs } = call.contract.idempotencyKey ?? { key: undefined, ttlMs: 0 };
  if (key) await ledger.complete(idempotencyScope(call), call.key, result, ttlMs);
  return result;
}

/** Writes down durably what is about to run. A result: this very call ran before, and this is what came of it. */
export async function announce(
  call: PermittedCall,
  world: World,
): Promise<StoredResult | undefined> {
  const { ledger, recorder } = world;
  if (call.contract.effect === 'read') {
    announceRead(call, world);
    return undefined;
  }
  // Boot refuses a tool that writes without a ledger.
  const log = ledger as Ledger;
  // Only a key that may come again can have a record.
  const record = call.replayable || call.approval ? await log.call(call.key) : undefined;
  if (record) return replayed(call, record, log);
  await recorder.recordDurably(call, intentOnce(call));
  const begun = await log.begin(writtenDown(call));
  return begun.begun ? undefined : replayed(call, begun.record, log);
}

/** Reads go on without a durable record only where the program said that they may. */
function announceRead(call: PermittedCall, world: World): void {
  const { ledger, recorder, auditOnOutage } = world;
  if (ledger && !recorder.healthy) {
    if (auditOnOutage === 'deny')
      throw new Refusal('store_unavailable', { cause: 'the audit log cannot be written' });
    recorder.record(call, { type: 'outage', store: 'ledger', mode: 'allow', cause: 'audit log' });
  }
  recorder.record(call, intentOnce(call));
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

/** What the ledger says of a call that began before. */
async function replayed(
  call: PermittedCall,
  record: CallRecord,
  ledger: Ledger,
): Promise<StoredResult | undefined> {
  if (record.tool !== call.contract.name || record.args !== canonical(call.args))
    throw new Refusal('idempotency_conflict');
  if (record.state === 'settled' && record.result) return record.result;
  if (record.state === 'unknown') return unknown();
  if (record.alive) throw new Refusal('busy');
  if (call.contract.idempotent)
    if (await ledger.retake(call.key)) return undefined;
    else throw new Refusal('busy');
  await ledger.settle(call.key, 'unknown', unknown());
  return unknown();
}

const unknown = (): StoredResult => ({ status: 'failed', error: failure('outcome_unknown') });

/** Writes down what came of a call that ran. The answer stands even where this fails: it is recorded, and goes out. */
export async function conclude(
  call: PermittedCall,
  result: StoredResult,
  world: World,
): Promise<void> {
  const { ledger, recorder } = world;
  if (!ledger) return;
  try {
    if (call.contract.effect !== 'read')
      await ledger.settle(call.key, isUnknown(result) ? 'unknown' : 'settled', result);
    const { idempotencyKey } = call.contract;
    if (!idempotencyKey) return;
    const scope = idempotencyScope(call);
    if (mayRunAgain(result)) await ledger.release(scope, call.key);
    else await ledger.complete(scope, call.key, result, idempotencyKey.ttlMs);
  } catch (cause) {
    const body = {
      type: 'outage',
      store: 'ledger',
      mode: 'answered',
      cause: String(cause),
    } as const;
    recorder.record(call, body);
  }
}

const isUnknown = (result: StoredResult): boolean =>
  result.status === 'failed' && result.error.code === 'outcome_unknown';

/** A failure asserts that nothing happened, unless it says that it is unknown or that only the result is lost. */
const mayRunAgain = (result: StoredResult): boolean =>
  result.status === 'failed' && !isUnknown(result) && result.error.code !== 'invalid_result';
