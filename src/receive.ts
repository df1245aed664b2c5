import type { Approval, BoundCall, Received, ToolCall } from './call.js';
import type { Caller } from './contract.js';
import type { Env } from './env.js';
import { SetupError } from './error.js';
import { checkIdentity } from './identity.js';
import type { RunOptions } from './runtime-api.js';
import type { World } from './world.js';

/** Unguessable once, then counted: as good as a new one for every call, and three times as fast. */
export function freshKeys(env: Env): () => string {
  const start = env.id();
  let count = 0;
  return () => {
    count += 1;
    return `${start}.${count}`;
  };
}

/** A call as it arrives, with the identity it keeps. Throws `SetupError` (`invalid_identity`). */
export function receive(
  call: ToolCall,
  options: RunOptions,
  world: World,
  mint: () => string,
  index = options.index,
): Received {
  checkIdentity(options);
  const given = keyOf(options, index);
  const key = given ?? mint();
  return roomy({
    call,
    // A program without types may leave it out: that is nobody.
    caller: options.caller ?? null,
    key,
    run: options.run ?? key,
    signal: options.signal,
    approval: undefined,
    replayable: given !== undefined,
    at: world.env.now(),
  });
}

/** With a place for all that the stages will find: an object that grows is moved again and again. */
function roomy({ call, caller, key, run, signal, approval, replayable, at }: Received): Received {
  const room: Received & {
    readonly [Found in Exclude<keyof BoundCall, keyof Received>]: undefined;
  } = {
    call,
    caller,
    key,
    run,
    signal,
    approval,
    replayable,
    at,
    waited: false,
    approved: false,
    redeemed: false,
    intended: false,
    tool: undefined,
    contract: undefined,
    handler: undefined,
    proposed: undefined,
    plain: undefined,
    args: undefined,
    validators: undefined,
    flags: undefined,
    bound: undefined,
  };
  return room;
}

/**
 * Injective, and scoped to tenant and caller: no two of them ever meet under a key, and no key of the program meets
 * one of a run. Undefined: a fresh one, also where a program without types gives null.
 */
function keyOf({ caller, key, run, turn }: RunOptions, index = 0): string | undefined {
  if (key == null && (run == null || turn == null)) return undefined;
  const who = [caller?.tenant ?? null, caller?.id ?? null];
  return JSON.stringify(key == null ? [...who, run, turn, index] : [...who, key]);
}

type Resuming = { readonly caller: Caller | null; readonly signal?: AbortSignal };

/** A call that waited for a person, for the caller as they are now. */
export async function resumedCall(id: string, given: Resuming, world: World): Promise<Received> {
  const { caller } = given;
  checkIdentity(given);
  const approval = await world.ledger?.approval(id);
  const own =
    approval?.tenant === (caller?.tenant ?? null) && approval.caller === (caller?.id ?? null);
  // Another caller's approval is answered like one that does not exist.
  if (!approval || !own)
    throw new SetupError('approval_not_found', `there is no approval ${id} of this caller`);
  return resuming(approval, given, world);
}

/** The call of an approval, as it was first asked, or as the approver changed it; `id` addresses the answer. */
export const resuming = (
  approval: Approval,
  { caller, signal }: Resuming,
  world: World,
  id = approval.call.id,
): Received =>
  roomy({
    call: { ...approval.call, id, arguments: approval.edited ?? approval.proposed },
    caller: caller ?? null,
    key: approval.key,
    run: approval.run,
    signal,
    approval,
    replayable: true,
    at: world.env.now(),
  });
