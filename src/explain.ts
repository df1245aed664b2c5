import { type BoundCall, calledName, type Received } from './call.js';
import type { Refusal } from './error.js';
import { visible } from './permission.js';
import type { Explanation } from './runtime-api.js';
import { bind } from './stage/bind.js';
import { judge } from './stage/decide.js';
import { refusalOf } from './stage/failure.js';
import { guard } from './stage/guard.js';
import { normalise } from './stage/normalise.js';
import { parse } from './stage/parse.js';
import { resolve } from './stage/resolve.js';
import { validate } from './stage/validate.js';
import type { World } from './world.js';

/** What would become of a call, without charging, storing or acting. */
export async function explain(received: Received, world: World): Promise<Explanation> {
  const dry: World = { ...world, dry: true };
  const found = world.tools.get(calledName(received.call));
  const shown = found !== undefined && visible(found.tool.contract, received.caller);
  const at = { stage: 'resolve' };
  try {
    const { by, decision } = await judge(await bound(received, dry, at), dry);
    if (decision.effect === 'deny') return denied(decision.refusal, shown, by ?? at.stage);
    // A request whose outcome the ledger holds is answered from there: that is allowed.
    const effect = decision.effect === 'ask' ? 'ask' : 'allow';
    return { effect, visible: shown, ...(by !== undefined && { by }) };
  } catch (thrown) {
    return denied(refusalOf(thrown), shown, at.stage);
  }
}

/** The stages before the decision; `at` says which of them it came to. */
async function bound(received: Received, world: World, at: { stage: string }): Promise<BoundCall> {
  const resolved = resolve(received, world);
  at.stage = 'parse';
  const normalised = normalise(parse(resolved));
  at.stage = 'validate';
  const valid = await validate(normalised);
  at.stage = 'guard';
  const guarded = guard(valid, world);
  at.stage = 'bind';
  const call = bind(guarded, world);
  at.stage = 'decide';
  return call;
}

const denied = ({ code, detail }: Refusal, shown: boolean, by: string): Explanation => ({
  effect: 'deny',
  visible: shown,
  by,
  code,
  ...(detail.issues && { issues: detail.issues }),
});
