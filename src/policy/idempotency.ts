import type { BoundCall, Decision } from '../call.js';
import { Refusal } from '../error.js';
import { idempotencyScope } from '../expression.js';
import { canonical } from '../json.js';
import type { Idempotency } from '../ledger/ledger.js';
import { poll } from '../poll.js';
import type { World } from '../world.js';
import type { Policy } from './policy.js';

const allow: Decision = { effect: 'allow' };

/** Answers a repeated request from the ledger. The claim itself is made by `execute`, right before the handler. */
export const idempotency: Policy = (call, world) =>
  call.contract.idempotencyKey && world.ledger ? look(call, world) : allow;

async function look(call: BoundCall, world: World): Promise<Decision> {
  const scope = idempotencyScope(call);
  const args = canonical(call.args);
  const once = async () => {
    const found = await world.ledger?.idempotency(scope);
    return judged(found ?? { state: 'free' }, call.key, args);
  };
  const seen = await poll(once, world.dry ? 0 : call.contract.timeoutMs, world, call.signal);
  return seen instanceof Refusal ? deny(seen) : seen;
}

/** Undefined: the first request is still at work. */
function judged(found: Idempotency, key: string, args: string): Decision | undefined {
  if (found.state === 'free') return allow;
  if (found.args !== args) return deny(new Refusal('idempotency_conflict'));
  if (found.state === 'done') return { effect: 'answer', result: found.result };
  // Its own claim, from an attempt that was cut off: the write-ahead record says what became of it.
  return found.call === key ? allow : undefined;
}

const deny = (refusal: Refusal): Decision => ({ effect: 'deny', refusal });
