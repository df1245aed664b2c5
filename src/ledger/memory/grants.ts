import type { Approval } from '../../call.js';
import { StoreError } from '../../error.js';
import type { ApprovalDecision, Grant, Ledger } from '../ledger.js';

export type Give = (approval: Approval, decision: ApprovalDecision) => void;

export function memoryGrants(
  now: () => number,
): Pick<Ledger, 'grants' | 'spend'> & { readonly give: Give } {
  const grants = new Map<string, Grant>();
  const live = ({ used, max, expiresAt }: Grant): boolean => used < max && expiresAt > now();
  return {
    give({ tenant, caller, tool, contractHash }, decision) {
      if (decision.status !== 'approved' || !decision.grant) return;
      const { id, max, forMs } = decision.grant;
      if (grants.has(id)) throw new StoreError('ledger', `there is a grant ${id} already`);
      const scope = { tenant, caller, tool, contractHash };
      grants.set(id, { id, ...scope, max, used: 0, expiresAt: now() + forMs, by: decision.by });
    },
    grants: async (scope) =>
      [...grants.values()].filter(
        (grant) =>
          live(grant) &&
          grant.tenant === scope.tenant &&
          grant.caller === scope.caller &&
          grant.tool === scope.tool &&
          grant.contractHash === scope.contractHash,
      ),
    async spend(id) {
      const grant = grants.get(id);
      if (!grant || !live(grant)) return false;
      grants.set(id, { ...grant, used: grant.used + 1 });
      return true;
    },
  };
}
