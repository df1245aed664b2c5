import type { PermittedCall, StoredResult } from '../call.js';
import type { Contract } from '../contract.js';
import { withDeadline } from '../deadline.js';
import { Refusal, StoreError } from '../error.js';
import type { CallRecord, Ledger } from '../ledger/ledger.js';
import type { Context } from '../tool.js';
import { afterWait } from '../waited.js';
import type { World } from '../world.js';
import { type Attempted, Running } from './attempts.js';
import { intentOnce } from './audit.js';
import { claim, mayRunAgain, releaseClaim, settleClaim } from './claim.js';
import { Holds, holdLease } from './holds.js';
import { holdSlot } from './slot.js';
import {
  afterwards,
  announceRead,
  announceWrite,
  cameOf,
  cameOfOrAgain,
  goOn,
  isRecorded,
  recordOf,
  type Stopped,
  settle,
} from './write-ahead.js';

export interface Execution extends Attempted {
  /** From the ledger: the handler did not run now. */
  readonly replayed?: true;
}

/** A call at work. */
export interface Executing {
  /** What came of it, where that is known by now. */
  settled(): Execution | undefined;
  /** The same, waited for. Throws a `Refusal` only while nothing has run. */
  end(): Promise<Execution>;
}

/**
 * Runs a permitted call: takes its exclusive key, a slot and its idempotency key, writes down what is about to happen,
 * runs the handler within its time, and writes down what came of it. Throws a `Refusal` only while nothing has run.
 */
export function execute(call: PermittedCall, world: World): Executing {
  const app = appOf(call, world);
  if (app instanceof Promise || needsStores(call)) {
    const execution = withStores(call, world, app);
    return { settled: () => undefined, end: () => execution };
  }
  if (call.signal?.aborted) throw new Refusal('canceled');
  announceRead(call, world);
  return new Running(call, world, undefined, app);
}

/** Others take nothing before their handler and keep nothing after it: there is nothing to wait for. */
const needsStores = (call: PermittedCall): boolean =>
  isRecorded(call) || waitsForOthers(call.contract);

const waitsForOthers = ({ exclusive, concurrency, idempotencyKey }: Contract): boolean =>
  exclusive !== undefined || concurrency !== undefined || idempotencyKey !== undefined;

async function withStores(
  call: PermittedCall,
  world: World,
  given: Context['app'] | Promise<Context['app']>,
): Promise<Execution> {
  const { contract } = call;
  const holds = new Holds();
  let app: Context['app'];
  try {
    app = given instanceof Promise ? await given : given;
    afterWait(call);
    const known = waitsForOthers(contract) ? await knownBefore(call, world) : undefined;
    if (known) return { result: known, replayed: true };
    if (contract.exclusive) await holdLease(call, world, holds);
    if (contract.concurrency !== undefined) await holdSlot(call, world, holds);
    const stopped = () => stopOf(call, holds);
    goOn(stopped);
    const before = await announced(call, world, stopped);
    if (before) {
      holds.release();
      return { result: before, replayed: true };
    }
  } catch (error) {
    holds.release();
    throw error;
  }
  const attempted = await new Running(call, world, holds, app).end();
  if (world.ledger) await concluded(call, attempted, world, holds, world.ledger);
  return attempted;
}

/** Of a call that began before: it waits for no key and no place, and must not hear that nothing was run. */
async function knownBefore(call: PermittedCall, world: World): Promise<StoredResult | undefined> {
  const ledger = world.ledger;
  if (!ledger || !isRecorded(call) || call.redeemed) return undefined;
  const record = await recordOf(call, ledger);
  const result = record && (await cameOf(record, call, world));
  if (result) await afterwards(call, world, settleClaim(call, result, ledger));
  return result;
}

/** Why a call may not begin any more. */
function stopOf({ signal }: PermittedCall, { gone }: Holds): Refusal | undefined {
  if (signal?.aborted) return new Refusal('canceled');
  const cause = 'a lease was lost before the handler began';
  return gone ? new Refusal('busy', { cause }) : undefined;
}

/** What handlers see as `context.app`. Nothing has run when it cannot be had. */
function appOf(call: PermittedCall, world: World): Context['app'] | Promise<Context['app']> {
  try {
    const app = world.app(call.caller, call.call);
    return app instanceof Promise ? inTime(app, call, world) : app;
  } catch (cause) {
    throw new Refusal('handler_failed', { cause });
  }
}

function inTime<App>(app: Promise<App>, call: PermittedCall, world: World): Promise<App> {
  const late = () => new Error('the context of the call took longer than the tool may');
  return withDeadline(app, call.contract.timeoutMs, world.env, late).catch((cause) => {
    throw new Refusal('handler_failed', { cause });
  });
}

/** Claims and writes down. A result: the request, or this very call, was made before. */
async function announced(
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

/** A key is freed only when the handler has really settled; what must not run again is kept at once. */
async function concluded(
  call: PermittedCall,
  { result, givenUp }: Attempted,
  world: World,
  holds: Holds,
  ledger: Ledger,
): Promise<void> {
  const { idempotencyKey } = call.contract;
  // What came of it is kept within a time of its own, however late it is.
  world.budget.renew();
  if (isRecorded(call)) await afterwards(call, world, settle(call, result, ledger));
  if (!idempotencyKey) return;
  if (givenUp && mayRunAgain(result))
    holds.add(() => {
      world.budget.renew();
      void afterwards(call, world, releaseClaim(call, ledger));
    });
  else await afterwards(call, world, settleClaim(call, result, ledger));
}
