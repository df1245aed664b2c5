import type { PermittedCall, StoredResult } from '../call.js';
import { Refusal } from '../error.js';
import type { CallRecord, Ledger } from '../ledger/ledger.js';
import { poll } from '../poll.js';
import type { World } from '../world.js';
import { repeatable } from './attempts.js';
import { intentOnce } from './audit.js';
import { settleClaim } from './claim.js';
import { failure } from './failure.js';
import { afterwards, isRecorded, recordOf, type Stopped, settle } from './write-ahead.js';

/**
 * What came of a call that began before. Undefined: it died and may be run again, or it never began after all. Nobody
 * is told that nothing was run: a model would make the call once more, as a new one.
 */
export async function cameOf(
  begun: CallRecord,
  call: PermittedCall,
  world: World,
): Promise<StoredResult | undefined> {
  const ledger = world.ledger as Ledger;
  const record = begun.alive ? await atItsEnd(call, world, ledger) : begun;
  if (!record) return undefined;
  if (record.state === 'settled' && record.result) return record.result;
  if (record.state === 'unknown') return unknown();
  if (call.contract.idempotent) return undefined;
  // Of two that find it dead, both say the same.
  const lost = call.contract.effect === 'read' ? nothingDone() : unknown();
  await afterwards(call, world, settle(call, lost, ledger));
  return lost;
}

/** What came of a call that began before. One that died is run again, but where it is `refused`. */
export async function knownBefore(
  call: PermittedCall,
  world: World,
  refused?: Refusal,
): Promise<StoredResult | undefined> {
  const ledger = world.ledger;
  if (!ledger || !isRecorded(call)) return undefined;
  const record = await recordOf(call, ledger);
  if (!record) return undefined;
  const result = await cameOf(record, call, world);
  if (result) await afterwards(call, world, settleClaim(call, result, ledger));
  else if (refused && call.contract.idempotent) throw givenUp(call, refused);
  return result;
}

/** What came of it, or the call is begun once more. */
export async function cameOfOrAgain(
  begun: CallRecord,
  call: PermittedCall,
  world: World,
  stopped: Stopped,
): Promise<StoredResult | undefined> {
  const result = await cameOf(begun, call, world);
  if (result) return result;
  const ledger = world.ledger as Ledger;
  let taken: unknown;
  try {
    taken = await ledger.retake(call.key, world.env.id());
  } catch (cause) {
    throw givenUp(call, cause);
  }
  const stop = stopped();
  if (stop) throw givenUp(call, stop);
  if (taken === true) return runAgain(call, world, stopped);
  // Another try was faster, and is at work; or it never began, and another is about to.
  const record = await recordOf(call, ledger);
  if (!record) throw new Refusal('busy');
  const theirs = await cameOf(record, call, world);
  if (!theirs) throw givenUp(call, 'it died once more');
  return theirs;
}

/** Its handler starts once more: written down durably, as before the first time. */
async function runAgain(call: PermittedCall, world: World, stopped: Stopped): Promise<undefined> {
  try {
    await world.recorder.recordDurably(call, intentOnce(call), world.budget);
  } catch (cause) {
    throw givenUp(call, cause);
  }
  const stop = stopped();
  if (stop) throw givenUp(call, stop);
}

/** The record of a call that is at work, once it is at its end or dead; undefined once it is taken back. */
async function atItsEnd(
  call: PermittedCall,
  world: World,
  ledger: Ledger,
): Promise<CallRecord | undefined> {
  const look = async () => {
    const record = await ledger.call(call.key);
    return record?.alive ? undefined : { record };
  };
  let seen: Refusal | { readonly record: CallRecord | undefined };
  try {
    seen = await poll(look, call.contract.timeoutMs, world, call.signal);
  } catch (cause) {
    throw givenUp(call, cause);
  }
  if (seen instanceof Refusal) throw givenUp(call, seen);
  return seen.record;
}

/** A call that began, and whose end is not waited for: in the words that its handler's would have. */
function givenUp({ contract, signal }: PermittedCall, why: unknown): Refusal {
  const cause = why instanceof Refusal ? (why.detail.cause ?? why.code) : why;
  if (!repeatable(contract)) return new Refusal('outcome_unknown', { cause });
  return new Refusal(signal?.aborted ? 'canceled' : 'timed_out', { cause });
}

/** A read that died took no effect; it is not run a second time on one approval. */
const nothingDone = (): StoredResult => ({ status: 'failed', error: failure('handler_failed') });
const unknown = (): StoredResult => ({ status: 'failed', error: failure('outcome_unknown') });
