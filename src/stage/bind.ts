import type { BoundCall, GuardedCall } from '../call.js';
import type { Expression } from '../contract.js';
import { Refusal } from '../error.js';
import type { Json } from '../json.js';
import type { World } from '../world.js';
import { Guarding } from './guard.js';
import { meant } from './normalise.js';
import { open } from './open.js';
import { walk } from './places.js';

/**
 * Fills in the fields that come from the caller, never from the model, and holds them to their own schemas: sanitized,
 * validated and checked as an argument is.
 */
export function bind(guarded: GuardedCall, world: World): BoundCall {
  const call = open<BoundCall>(guarded);
  call.bound = true;
  const { bind: fields } = call.contract;
  if (!fields) return call;
  const args: Record<string, Json> = { ...call.args };
  const guarding = new Guarding(world);
  for (const [name, expression] of Object.entries(fields))
    args[name] = bound(call, name, expression, guarding);
  call.args = args;
  if (guarding.flags) call.flags = [...call.flags, ...guarding.flags];
  return call;
}

function bound(call: GuardedCall, name: string, expression: Expression, guarding: Guarding): Json {
  const refused = (why = '') =>
    new Refusal('policy_failed', {
      cause: `${name} cannot be bound to ${expression.source}${why}`,
    });
  const given = expression({ caller: call.caller });
  if (given === undefined || given === null) throw refused();
  const { input: { properties = {} } = {}, shapes } = call.contract;
  const shape = Object.hasOwn(properties, name) ? properties[name] : undefined;
  const places = shape && { shape, shapes };
  const value = places ? walk(given as Json, places, meant) : (given as Json);
  if (call.validators.bound?.[name]?.(value) !== true) throw refused();
  if (!places) return value;
  guarding.steps.push(name);
  walk(value, places, guarding);
  guarding.steps.pop();
  const issue = guarding.issues?.[0];
  if (issue) throw refused(`: ${issue.path} ${issue.message}`);
  return value;
}
