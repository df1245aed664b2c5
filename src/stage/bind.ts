import type { BoundCall, GuardedCall } from '../call.js';
import type { Expression } from '../contract.js';
import { Refusal } from '../error.js';
import type { Json } from '../json.js';
import { open } from './open.js';

/** Fills in the fields that come from the caller, never from the model, and holds them to their own schemas. */
export function bind(guarded: GuardedCall): BoundCall {
  const call = open<BoundCall>(guarded);
  call.bound = true;
  const { bind: fields } = call.contract;
  if (!fields) return call;
  const args: Record<string, Json> = { ...call.args };
  for (const [name, expression] of Object.entries(fields))
    args[name] = bound(call, name, expression);
  call.args = args;
  return call;
}

function bound(call: GuardedCall, name: string, expression: Expression): Json {
  const value = expression({ caller: call.caller });
  const validator = call.validators.bound?.[name];
  if (value === undefined || value === null || validator?.(value) !== true)
    throw new Refusal('policy_failed', {
      cause: `${name} cannot be bound to ${expression.source}`,
    });
  return value as Json;
}
