import type { Grant, Ledger } from '../ledger.js';

export function memoryGrants(now: () => number): Pick<Ledger, 'grant' | 'grants' | 'spend'> {
  const grants = new Map<string, Grant>();
  const live = ({ used, max, expiresAt }: Grant): boolean => used < max && expiresAt > now();
  return {
    async grant(given, ttlMs) {
      const grant: Grant = { ...given, used: 0, expiresAt: now() + ttlMs };
      grants.set(grant.id, grant);
      return grant;
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
