import type { BoundCall, Decided, Decision, PermittedCall } from '../call.js';
import { Refusal } from '../error.js';
import { policies } from '../policy/index.js';
import type { World } from '../world.js';

const listed = Object.entries(policies);

/** Asks the policies in their order; the first that does not allow decides. */
export async function decide(call: BoundCall, world: World): Promise<Decided> {
  if (call.signal?.aborted) throw new Refusal('canceled');
  const { decision } = await judge(call, world);
  switch (decision.effect) {
    case 'allow':
      // The one place where a call becomes a permitted one.
      return { effect: 'permit', call: call as PermittedCall };
    case 'ask':
    case 'answer':
      return decision;
    default:
      throw decision.refusal;
  }
}

export interface Judgement {
  /** The policy that decided; absent where all allowed. */
  readonly by?: string;
  readonly decision: Decision;
}

/** What the policies together say, and which of them. */
export async function judge(call: BoundCall, world: World): Promise<Judgement> {
  for (const [by, policy] of listed) {
    const asked = policy(call, world);
    const decision = asked instanceof Promise ? await asked : asked;
    if (decision.effect !== 'allow') return { by, decision: sound(decision, by) };
    if (decision.shadow !== undefined && !world.dry)
      world.recorder.record(call, {
        type: 'shadow',
        level: call.contract.permission.name,
        would: decision.shadow,
      });
  }
  return { decision: { effect: 'allow' } };
}

/** A policy that answers what is no decision denies. */
function sound(decision: Decision, by: string): Decision {
  if (decision.effect === 'ask' || decision.effect === 'answer') return decision;
  if (decision.effect === 'deny' && decision.refusal instanceof Refusal) return decision;
  throw new TypeError(`the policy ${by} gave no decision`);
}
