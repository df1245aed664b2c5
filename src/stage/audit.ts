import type { BoundCall, Received } from '../call.js';
import type { EventBody } from '../event.js';
import type { Json } from '../json.js';
import { redacted, redactedLoosely } from '../redact.js';
import { open } from './open.js';

type Learned = Received & Partial<BoundCall>;

/** What the audit log holds of a call, as far as it came: redacted arguments, the contract, what the checks marked. */
export function intentOf(call: Received): EventBody & { readonly type: 'intent' } {
  const { contract, flags, approval } = call as Learned;
  const type = 'intent';
  const hash = contract?.hash ?? null;
  const effect = contract?.effect ?? null;
  const args = argumentsOf(call);
  // Most calls, without a spread.
  if (!flags?.length && !approval) return { type, contract: hash, effect, args };
  return {
    type,
    contract: hash,
    effect,
    args,
    ...(flags?.length && { flags }),
    ...(approval && { approval: approval.id }),
  };
}

/** The arguments as far as they were understood; null where they are no JSON. */
export function argumentsOf(call: Received): Json {
  const { contract, args, proposed, validators } = call as Learned;
  const known = args ?? proposed;
  // Without a tool nothing says what is private, so nothing is kept.
  if (!known || !contract) return null;
  try {
    const without = validators ? redacted : redactedLoosely;
    return without(known, contract.input, contract.shapes);
  } catch {
    // A shape that cannot be walked fails the call; it must not take the call's record with it.
    return null;
  }
}

/** The intent, marked on the call as recorded: the caller records it. */
export function intentOnce(call: Received): EventBody & { readonly type: 'intent' } {
  const intent = intentOf(call);
  open<Received>(call).intended = true;
  return intent;
}
