import type { History, Seen } from './history.js';
import { answers, audited, numbered } from './rules/answers.js';
import { approvals } from './rules/approvals.js';
import { effects, exclusive } from './rules/effects.js';
import { limits } from './rules/limits.js';
import { outages } from './rules/outages.js';
import { permitted } from './rules/permitted.js';
import { timely } from './rules/timely.js';

export type Complain = (what: string) => void;
export type Of<Type extends Seen['type']> = Extract<Seen, { readonly type: Type }>;
export type Rule = (history: History, complain: Complain) => void;

/** The promises, each held by a rule that knows nothing of how the runtime keeps it. */
const rules: Readonly<Record<string, Rule>> = {
  permitted,
  answers,
  audited,
  numbered,
  approvals,
  effects,
  exclusive,
  limits,
  outages,
  timely,
};

/** What is wrong with a history: nothing, if every promise was kept. */
export function check(history: History): string[] {
  const complaints: string[] = [];
  for (const [name, rule] of Object.entries(rules))
    rule(history, (what) => complaints.push(`${name}: ${what}`));
  return complaints;
}

export const all = <Type extends Seen['type']>(history: History, type: Type): Of<Type>[] =>
  history.filter((seen): seen is Of<Type> => seen.type === type);
