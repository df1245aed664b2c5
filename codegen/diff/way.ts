import type { RuleId } from './rule.js';

/** Which way a control moved. `unclear`: looser in one respect and tighter in another, or not to be told. */
export type Way = 'looser' | 'tighter' | 'same' | 'unclear';

/** Of what holds back less the more it is. */
export const byAmount = (old: number, now: number): Way =>
  now > old ? 'looser' : now < old ? 'tighter' : 'same';

/** Of what holds back while it is there. */
export const byPresence = (old: boolean, now: boolean): Way => byAmount(Number(now), Number(old));

/** Of a control as a whole, by the ways of its parts. */
export function joined(ways: readonly Way[]): Way {
  const moved = new Set(ways.filter((way) => way !== 'same'));
  const [only = 'same'] = moved;
  return moved.size > 1 ? 'unclear' : only;
}

/** What is said of a control that moved: nothing where it did not. */
export function ruleOf(way: Way, loosened: RuleId, changed: RuleId): RuleId | undefined {
  if (way === 'looser') return loosened;
  if (way === 'unclear') return changed;
  return way === 'tighter' ? 'control-added' : undefined;
}
