import type { PermittedCall, StoredResult } from '../call.js';
import type { Contract } from '../contract.js';
import { withDeadline } from '../deadline.js';
import { Refusal } from '../error.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Context } from '../tool.js';
import { afterWait } from '../waited.js';
import type { World } from '../world.js';
import { announced } from './announced.js';
import { type Attempted, Running } from './attempts.js';
import { knownBefore } from './came-of.js';
import { mayRunAgain, releaseClaim, settleClaim } from './claim.js';
import { Holds, holdLease } from './holds.js';
import { holdSlot } from './slot.js';
import { afterwards, announceRead, goOn, isRecorded, type Stopped, settle } from './write-ahead.js';

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
  const holds = new Holds();
  let app: Context['app'];
  try {
    app = given instanceof Promise ? await given : given;
    afterWait(call);
    const stopped = () => stopOf(call, holds);
    const before =
      (await held(call, world, holds, stopped)) ?? (await announced(call, world, stopped));
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

/** Takes the key and the place. A result: the call began before, or while it waited for them. */
async function held(
  call: PermittedCall,
  world: World,
  holds: Holds,
  stopped: Stopped,
): Promise<StoredResult | undefined> {
  const { contract, redeemed } = call;
  // It waits for no key and no place, and must not hear that nothing was run.
  const known = waitsForOthers(contract) && !redeemed ? await knownBefore(call, world) : undefined;
  if (known) return known;
  try {
    if (contract.exclusive) await holdLease(call, world, holds);
    if (contract.concurrency !== undefined) await holdSlot(call, world, holds);
    goOn(stopped);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const late = await knownBefore(call, world, error);
    if (!late) throw error;
    return late;
  }
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
