import { calledName, type Received, type Resolved } from '../call.js';
import { errorTable, Refusal } from '../error.js';
import { permits, visible } from '../permission.js';
import { nearest } from '../text/nearest.js';
import type { World } from '../world.js';
import { open } from './open.js';

/** Finds the tool among those the caller's model is shown. Any other is answered as one that does not exist. */
export function resolve(received: Received, world: World): Resolved {
  const found = world.tools.get(calledName(received.call));
  if (!found) throw new Refusal('tool_not_found', { message: notFound(received, world) });
  const { tool, handler } = found;
  const call = open<Resolved>(received);
  // Also where it ends here: the log says which definition of the tool this caller was kept from.
  call.contract = tool.contract;
  const permission = permits(tool.contract, call.caller);
  if (!permission.allowed)
    throw new Refusal(permission.code, { hidden: true, cause: permission.cause });
  call.tool = tool;
  call.handler = handler;
  return call;
}

/** What the model reads of a tool it cannot see: the same whether there is one or not. */
export function notFound({ call, caller }: Received, world: World): string {
  const { message } = errorTable.tool_not_found;
  const close = nearest(calledName(call), shown(world, caller));
  return close === undefined ? message : `${message} Did you mean ${close}?`;
}

function* shown(world: World, caller: Received['caller']): Generator<string> {
  for (const [name, { tool }] of world.tools) if (visible(tool.contract, caller)) yield name;
}
