import type { Approval } from '../../../src/call.js';
import type { ToolEvent } from '../../../src/event.js';
import { canonical } from '../../../src/json.js';
import type { Grant } from '../../../src/ledger/ledger.js';
import { callers } from '../../fixture/desk.js';
import { all, type Rule } from '../check.js';
import { type ToolName, truth } from '../tools.js';

interface Known {
  approval: Approval;
  decided?: 'approved' | 'rejected';
  redeemed?: true;
}

/** What a call that was approved in time may wait for, and its stores, before its handler starts. */
const WAITS_MS = 4 * 8_000 + 4 * 2_000;

/** A call that needs a person runs on one decision of one who may decide, made in time, for this very call. */
export const approvals: Rule = (history, complain) => {
  const known = new Map<string, Known>();
  const redeemed = new Map<string, number>();
  const until = new Map<string, number>();
  const grants = new Map<string, { readonly grant: Grant; used: number }>();
  const spent = new Map<string, number>();
  const more = (counts: Map<string, number>, name: string, by: number) => {
    counts.set(name, (counts.get(name) ?? 0) + by);
    return (counts.get(name) ?? 0) >= 0;
  };
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
      const { effective } = seen.decision.status === 'approved' ? seen.decision : {};
      if (asked && effective) asked.approval = { ...asked.approval, effective };
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
      const used = JSON.stringify([binding.key, args]);
      more(redeemed, used, 1);
      if (of) until.set(used, of.expiresAt);
    }
    if (seen.type === 'granted') grants.set(seen.grant.id, { grant: seen.grant, used: 0 });
    if (seen.type === 'spent') {
      const given = grants.get(seen.id);
      if (!given || given.used >= given.grant.max) complain(`${seen.id} was spent beyond its end`);
      if (given && seen.at >= given.grant.expiresAt) complain(`${seen.id} was spent too late`);
      if (given) given.used += 1;
      if (given)
        more(spent, JSON.stringify([given.grant.tenant, given.grant.caller, given.grant.tool]), 1);
    }
    if (seen.type === 'start' && truth[seen.tool].approver) {
      const { tenant = null, id = null } = seen.caller ?? {};
      const asked = JSON.stringify([seen.key, canonical({ ...seen.args })]);
      // Each approval and each call of a grant is for one run.
      if (seen.at > (until.get(asked) ?? seen.at) + WAITS_MS)
        complain(`${seen.tool} began when its approval had expired`);
      if ((redeemed.get(asked) ?? 0) > 0) more(redeemed, asked, -1);
      else if (!more(spent, JSON.stringify([tenant, id, seen.tool]), -1))
        complain(`${seen.tool} ran and nobody approved it`);
    }
  }
  for (const { id } of all(history, 'decided')) {
    const told = all(history, 'stored').filter(({ event }) => isDecision(event, id));
    if (told.length !== 1)
      complain(`${id} was decided and the log holds ${told.length} records of it`);
  }
  for (const { outcome } of all(history, 'answer'))
    if (outcome.status === 'pending' && !known.has(outcome.approval.id))
      complain('an answer names an approval that is not stored');
};

const isDecision = (event: ToolEvent, id: string): boolean =>
  (event.type === 'approved' || event.type === 'rejected') && event.approval === id;
