import type { PermittedCall, StoredResult } from '../call.js';
import { Refusal, StoreError } from '../error.js';
import type { CallRecord, Ledger } from '../ledger/ledger.js';
import type { World } from '../world.js';
import { intentOnce } from './audit.js';
import { cameOfOrAgain } from './came-of.js';
import { claim, releaseClaim, settleClaim } from './claim.js';
import {
  afterwards,
  announceRead,
  announceWrite,
  goOn,
  isRecorded,
  type Stopped,
} from './write-ahead.js';

/** Claims and writes down. A result: the request, or this very call, was made before. */
export async function announced(
  call: PermittedCall,
  world: World,
  stopped: Stopped,
): Promise<StoredResult | undefined> {
  if (call.contract.idempotencyKey) return claimedFirst(call, world, stopped);
  if (isRecorded(call)) {
    const before = await announceWrite(call, world, stopped);
    return before && cameOfOrAgain(before, call, world, stopped);
  }
  announceRead(call, world);
  return undefined;
}

async function claimedFirst(
  call: PermittedCall,
  world: World,
  stopped: Stopped,
): Promise<StoredResult | undefined> {
  const ledger = world.ledger as Ledger;
  const { known, fresh, until } = await claim(call, world);
  if (known) {
    world.recorder.record(call, intentOnce(call));
    return known;
  }
  // Whoever takes a claim over that was given up looks for what its call began: too late, it may have looked before.
  const late = () =>
    stopped() ?? (world.env.monotonic() >= until ? new Refusal('busy') : undefined);
  let before: CallRecord | undefined;
  try {
    if (isRecorded(call)) before = await announceWrite(call, world, late);
    else {
      goOn(stopped);
      announceRead(call, world);
    }
  } catch (error) {
    // A store that just failed is not waited for once more.
    if (error instanceof StoreError) world.budget.renew();
    // Of a call that may come again, another try may be on its way with the same claim: that one lapses by itself.
    const mine = fresh && !call.replayable;
    const freed = mine ? afterwards(call, world, releaseClaim(call, ledger)) : undefined;
    if (!(error instanceof StoreError)) await freed;
    throw error;
  }
  // From here on the key is that of the call that began, which may be at work under it: it is not given up.
  const result = before && (await cameOfOrAgain(before, call, world, stopped));
  if (result) await settleClaim(call, result, ledger);
  return result;
}
