import type { Received } from './call.js';
import { Refusal } from './error.js';
import { visible } from './permission.js';
import type { Explanation } from './runtime-api.js';
import { bind } from './stage/bind.js';
import { judge } from './stage/decide.js';
import { guard } from './stage/guard.js';
import { normalise } from './stage/normalise.js';
import { parse } from './stage/parse.js';
import { resolve } from './stage/resolve.js';
import { validate } from './stage/validate.js';
import type { World } from './world.js';

/** What would become of a call, without charging, storing or acting. */
export async function explain(received: Received, world: World): Promise<Explanation> {
  const dry: World = { ...world, dry: true };
  const found = world.tools.get(received.call.name);
  const isVisible = found !== undefined && visible(found.tool.contract, received.caller);
  try {
    const valid = await validate(normalise(parse(resolve(received, dry))));
    const { by, decision } = await judge(bind(guard(valid, dry)), dry);
    if (decision.effect === 'deny') return denied(decision.refusal, isVisible, by);
    // A request whose outcome the ledger holds is answered from there: that is allowed.
    const effect = decision.effect === 'ask' ? 'ask' : 'allow';
    return { effect, visible: isVisible, ...(by !== undefined && { by }) };
  } catch (thrown) {
    const refusal = thrown instanceof Refusal ? thrown : new Refusal('policy_failed');
    return denied(refusal, isVisible, undefined);
  }
}

const denied = (
  { code, detail }: Refusal,
  isVisible: boolean,
  by: string | undefined,
): Explanation => ({
  effect: 'deny',
  visible: isVisible,
  ...(by !== undefined && { by }),
  code,
  ...(detail.issues && { issues: detail.issues }),
});
