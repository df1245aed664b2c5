import type { Approval } from '../../call.js';
import { canonical } from '../../json.js';
import { bindingOf } from '../binding.js';
import type { ApprovalDecision, ApprovalQuery, Ledger, Redemption } from '../ledger.js';
import { copied } from './copied.js';
import type { Give } from './grants.js';

type Methods = 'propose' | 'approval' | 'approvalOf' | 'approvals' | 'decide' | 'redeem';

export function memoryApprovals(
  now: () => number,
  append: Ledger['append'],
  give: Give,
): Pick<Ledger, Methods> {
  // In the order they were proposed.
  const approvals = new Map<string, Approval>();
  const ids = new Map<string, string>();

  function read(id: string | undefined): Approval | undefined {
    const approval = id === undefined ? undefined : approvals.get(id);
    if (!approval || approval.expiresAt > now()) return approval;
    const open = approval.status === 'pending' || approval.status === 'approved';
    return open ? { ...approval, status: 'expired' } : approval;
  }
  const all = (): Approval[] => [...approvals.keys()].map((id) => read(id) as Approval);

  return {
    async propose(proposal, ttlMs) {
      const binding = bindingOf(proposal);
      const before = read(ids.get(binding));
      if (before) return copied(before);
      const at = now();
      const open = { edited: null, decidedBy: null, decidedAt: null, note: null } as const;
      const times = { createdAt: at, expiresAt: at + ttlMs };
      const approval: Approval = copied({ ...proposal, ...open, ...times, status: 'pending' });
      ids.set(binding, approval.id);
      approvals.set(approval.id, approval);
      return copied(approval);
    },
    approval: async (id) => copied(read(id)),
    approvalOf: async (key) => copied(all().findLast((approval) => approval.key === key)),
    approvals: async (query) => copied(all().filter((approval) => answers(approval, query))),
    async decide(id, decision, record) {
      const approval = read(id);
      if (approval?.status !== 'pending') return undefined;
      const decided = copied(decide(approval, decision, now()));
      give(decided, decision);
      approvals.set(id, decided);
      if (record !== undefined) await append([record]);
      return copied(decided);
    },
    async redeem(redemption) {
      const approval = read(redemption.id);
      if (approval?.status !== 'approved' || !matches(approval, redemption)) return false;
      approvals.set(approval.id, { ...approval, status: 'used' });
      return true;
    },
  };
}

const answers = (approval: Approval, { tenant, status, run }: ApprovalQuery): boolean =>
  (tenant === undefined || approval.tenant === tenant) &&
  (status === undefined || approval.status === status) &&
  (run === undefined || approval.run === run);

function decide(approval: Approval, decision: ApprovalDecision, at: number): Approval {
  const { by: decidedBy, grant: _, ...rest } = { grant: undefined, ...decision };
  return { ...approval, ...rest, decidedBy, decidedAt: at };
}

const matches = (approval: Approval, redemption: Redemption): boolean =>
  approval.tenant === redemption.tenant &&
  approval.caller === redemption.caller &&
  approval.run === redemption.run &&
  approval.key === redemption.key &&
  approval.tool === redemption.tool &&
  approval.contractHash === redemption.contractHash &&
  canonical(approval.effective) === redemption.args;
