import type { PermittedCall, StoredResult } from '../call.js';
import { Refusal } from '../error.js';
import { idempotencyScope } from '../expression.js';
import { canonical } from '../json.js';
import type { Idempotency, Ledger } from '../ledger/ledger.js';
import { poll } from '../poll.js';
import type { World } from '../world.js';
import { repeatable } from './attempts.js';
import { failure } from './failure.js';

/**
 * A claim outlives the call it is for by as much again, beside the wait for the stores before its handler starts: by
 * then its process is dead.
 */
const LEASE_FACTOR = 2;

/** What came of claiming an idempotency key. */
export interface Claimed {
  /** The request was made before, and this is what came of it. */
  readonly known?: StoredResult;
  /** The claim is this call's own and new: it must be given up if nothing runs. */
  readonly fresh: boolean;
  /** By `Env.monotonic`: from then on the claim may be another's. */
  readonly until: number;
}

/** Takes the idempotency key of a call. While another call runs under it, waits for what comes of that one. */
export async function claim(call: PermittedCall, world: World): Promise<Claimed> {
  const ledger = world.ledger as Ledger;
  const scope = idempotencyScope(call);
  const { timeoutMs } = call.contract;
  const wish = {
    call: call.key,
    args: canonical(call.args),
    leaseMs: timeoutMs * LEASE_FACTOR + world.budget.ms,
  };
  const once = async () => {
    const until = world.env.monotonic() + wish.leaseMs;
    const { claimed, found } = await ledger.claim(scope, wish);
    return claimed === true ? inherited(call, found, ledger, until) : judge(found, wish, until);
  };
  const seen = await poll(once, timeoutMs, world, call.signal);
  if (seen instanceof Refusal) throw seen;
  return seen;
}

/** Undefined: another call is at work, or just gave the key up. */
function judge(
  found: Idempotency,
  wish: { readonly call: string; readonly args: string },
  until: number,
): Claimed | undefined {
  if (found.state === 'free') return undefined;
  if (found.args !== wish.args) throw new Refusal('idempotency_conflict');
  if (found.state === 'done') return { known: found.result, fresh: false, until };
  // Its own, from an attempt that was cut off: the write-ahead record says what became of it.
  return found.call === wish.call ? { fresh: false, until } : undefined;
}

/** The claim before this one died with its process: what that one began must not be done again. */
async function inherited(
  call: PermittedCall,
  found: Idempotency,
  ledger: Ledger,
  until: number,
): Promise<Claimed> {
  const fresh = { fresh: true, until };
  if (found.state !== 'running' || found.call === call.key) return fresh;
  const before = await ledger.call(found.call);
  if (!before) return fresh;
  const result = before.state === 'settled' ? before.result : null;
  if (result === null && repeatable(call.contract)) return fresh;
  const known = result ?? ({ status: 'failed', error: failure('outcome_unknown') } as const);
  await settleClaim(call, known, ledger);
  return { known, fresh: false, until };
}

/** Keeps the result for every repeat of the request; or frees the key, where nothing happened. */
export async function settleClaim(
  call: PermittedCall,
  result: StoredResult,
  ledger: Ledger,
): Promise<void> {
  const { idempotencyKey } = call.contract;
  if (!idempotencyKey) return;
  const scope = idempotencyScope(call);
  if (mayRunAgain(result)) await ledger.release(scope, call.key);
  else await ledger.complete(scope, call.key, result, idempotencyKey.ttlMs);
}

export const releaseClaim = (call: PermittedCall, ledger: Ledger): Promise<void> =>
  ledger.release(idempotencyScope(call), call.key);

/** A failure asserts that nothing happened, unless it says that it is unknown or that only the result is lost. */
export const mayRunAgain = (result: StoredResult): boolean =>
  result.status === 'failed' &&
  result.error.code !== 'outcome_unknown' &&
  result.error.code !== 'invalid_result';
