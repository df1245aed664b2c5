import type { Approval } from '../../../src/call.js';
import { canonical } from '../../../src/json.js';
import { callers } from '../../fixture/desk.js';
import { all, type Rule } from '../check.js';
import { type ToolName, truth } from '../tools.js';

interface Known {
  readonly approval: Approval;
  decided?: 'approved' | 'rejected';
  redeemed?: true;
}

/** A call that needs a person runs on one decision of one who may decide, made in time, for this very call. */
export const approvals: Rule = (history, complain) => {
  const known = new Map<string, Known>();
  const redeemedKeys = new Set<string>();
  for (const seen of history) {
    if (seen.type === 'proposed') known.set(seen.approval.id, { approval: seen.approval });
    if (seen.type === 'decided') {
      const asked = known.get(seen.id);
      const by = Object.values(callers).find(({ id }) => id === seen.decision.by);
      const rule = asked && truth[asked.approval.tool as ToolName].approver;
      if (!asked || !by || !rule?.(by, asked.approval.caller))
        complain(`${seen.decision.by} decided`);
      if (asked?.decided) complain(`${seen.id} was decided twice`);
      if (asked && seen.at >= asked.approval.expiresAt) complain(`${seen.id} was decided late`);
      if (asked) asked.decided = seen.decision.status;
    }
    if (seen.type === 'redeemed') {
      const { id, args, ...binding } = seen.redemption;
      const asked = known.get(id);
      if (asked?.decided !== 'approved') complain(`${id} was used and not approved`);
      if (asked?.redeemed) complain(`${id} was used twice`);
      if (asked && seen.at >= asked.approval.expiresAt) complain(`${id} was used too late`);
      const of = asked?.approval;
      if (of && canonical(of.effective) !== args) complain(`${id} was used for other arguments`);
      for (const [name, value] of Object.entries(binding))
        if (of && of[name as keyof Approval] !== value)
          complain(`${id} was used for another ${name}`);
      if (asked) asked.redeemed = true;
      redeemedKeys.add(JSON.stringify([binding.key, args]));
    }
    if (seen.type === 'start' && truth[seen.tool].approver) {
      const asked = JSON.stringify([seen.key, canonical({ ...seen.args })]);
      if (!redeemedKeys.has(asked)) complain(`${seen.tool} ran and nobody approved it`);
    }
  }
  for (const { outcome } of all(history, 'answer'))
    if (outcome.status === 'pending' && !known.has(outcome.approval.id))
      complain('an answer names an approval that is not stored');
};
