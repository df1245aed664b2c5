import type { BoundCall, Decided, Decision, PermittedCall } from '../call.js';
import { Refusal } from '../error.js';
import { policies } from '../policy/index.js';
import { afterWait, timeOf } from '../waited.js';
import type { World } from '../world.js';

const listed = Object.entries(policies).map(([by, policy]) => ({ by, policy }));

/** Asks the policies in their order; the first that does not allow decides. */
export function decide(call: BoundCall, world: World): Decided | Promise<Decided> {
  if (call.signal?.aborted) throw new Refusal('canceled');
  const judged = judge(call, world);
  return judged instanceof Promise
    ? judged.then(({ decision }) => decided(call, decision))
    : decided(call, judged.decision);
}

function decided(call: BoundCall, decision: Decision): Decided {
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

const allowed: Judgement = { decision: { effect: 'allow' } };

/** What the policies together say, and which of them. Waits only where one of them does. */
export function judge(call: BoundCall, world: World, from = 0): Judgement | Promise<Judgement> {
  for (let index = from; index < listed.length; index++) {
    const { by, policy } = listed[index] as (typeof listed)[number];
    const said = policy(call, world);
    if (said instanceof Promise)
      return said.then(
        (late) => heard(late, by, afterWait(call), world) ?? judge(call, world, index + 1),
      );
    const stop = heard(said, by, call, world);
    if (stop) return stop;
  }
  return allowed;
}

/** Undefined: it allows, and the next is asked. A policy that answers what is no decision denies. */
function heard(
  decision: Decision,
  by: string,
  call: BoundCall,
  world: World,
): Judgement | undefined {
  const { effect } = decision;
  if (effect === 'allow') {
    if (decision.shadow !== undefined && !world.dry) recordShadow(call, decision.shadow, world);
    return undefined;
  }
  const refused = effect === 'deny' && decision.refusal instanceof Refusal;
  if (!refused && effect !== 'ask' && effect !== 'answer')
    throw new TypeError(`the policy ${by} gave no decision`);
  return { by, decision };
}

function recordShadow(call: BoundCall, would: string, { recorder }: World): void {
  const shadow = { type: 'shadow', level: call.contract.permission.name, would } as const;
  recorder.record(call, shadow, timeOf(call));
}
