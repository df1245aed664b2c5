import type { BoundCall, Decision } from '../call.js';
import { Refusal } from '../error.js';
import { idempotencyScope } from '../expression.js';
import { canonical } from '../json.js';
import type { Idempotency } from '../ledger/ledger.js';
import { pause } from '../pause.js';
import type { World } from '../world.js';
import type { Policy } from './policy.js';

const allow: Decision = { effect: 'allow' };

/** How long to wait before looking again at a request that is at work: doubles, up to the last. */
const FIRST_LOOK_MS = 20;
const LAST_LOOK_MS = 500;

/** Answers a repeated request from the ledger. The claim itself is made by `execute`, right before the handler. */
export const idempotency: Policy = (call, world) =>
  call.contract.idempotencyKey && world.ledger ? look(call, world) : allow;

async function look(call: BoundCall, world: World): Promise<Decision> {
  const scope = idempotencyScope(call);
  const args = canonical(call.args);
  let left = world.dry ? 0 : call.contract.timeoutMs;
  for (let wait = FIRST_LOOK_MS; ; wait = Math.min(wait * 2, LAST_LOOK_MS)) {
    const found = await world.ledger?.idempotency(scope);
    const decision = judged(found ?? { state: 'free' }, call.key, args);
    if (decision) return decision;
    if (left <= 0) return deny('busy');
    if (!(await pause(Math.min(wait, left), world.env, call.signal))) return deny('canceled');
    left -= wait;
  }
}

/** Undefined: the first request is still at work. */
function judged(found: Idempotency, key: string, args: string): Decision | undefined {
  if (found.state === 'free') return allow;
  if (found.args !== args) return deny('idempotency_conflict');
  if (found.state === 'done') return { effect: 'answer', result: found.result };
  // Its own claim, from an attempt that was cut off: the write-ahead record says what became of it.
  return found.call === key ? allow : undefined;
}

const deny = (code: 'busy' | 'canceled' | 'idempotency_conflict'): Decision => ({
  effect: 'deny',
  refusal: new Refusal(code),
});
