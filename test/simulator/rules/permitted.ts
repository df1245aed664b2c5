import { all, type Rule } from '../check.js';
import { truth, valid } from '../tools.js';

/** Executed ⇒ valid and permitted; a write is in the log and written ahead before it starts. */
export const permitted: Rule = (history, complain) => {
  const intended = new Set<string>();
  const begun = new Set<string>();
  for (const seen of history) {
    if (seen.type === 'stored' && seen.event.type === 'intent') intended.add(seen.event.key);
    if (seen.type === 'begun') begun.add(seen.key);
    if (seen.type !== 'start') continue;
    const { tool, args, caller, key } = seen;
    if (!valid(args)) complain(`${tool} ran with ${JSON.stringify(args)}`);
    if (!truth[tool].permitted(caller, args)) complain(`${tool} ran for ${caller?.id ?? 'nobody'}`);
    if (truth[tool].reads) continue;
    if (!intended.has(key)) complain(`${tool} started before its intent was in the log`);
    if (!begun.has(key)) complain(`${tool} started and was not written ahead`);
  }
  // Exception texts are the operator's.
  for (const { outcome } of all(history, 'answer'))
    if (JSON.stringify(outcome).includes('hunter2')) complain('the model read an exception');
};
