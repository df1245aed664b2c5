import type { Ledger } from '../ledger.js';

interface Lease {
  readonly owner: string;
  readonly fence: number;
  readonly until: number;
}

export function memoryLeases(now: () => number): Pick<Ledger, 'acquire' | 'renew' | 'free'> {
  // A lease that is over stays: its fence must go on growing.
  const leases = new Map<string, Lease>();
  const held = (name: string, owner: string): Lease | undefined => {
    const lease = leases.get(name);
    return lease?.owner === owner && lease.until > now() ? lease : undefined;
  };
  return {
    async acquire(name, owner, ttlMs) {
      const before = leases.get(name);
      if (before && before.until > now()) return undefined;
      const fence = (before?.fence ?? 0) + 1;
      leases.set(name, { owner, fence, until: now() + ttlMs });
      return { fence };
    },
    async renew(name, owner, ttlMs) {
      const lease = held(name, owner);
      if (lease) leases.set(name, { ...lease, until: now() + ttlMs });
      return lease !== undefined;
    },
    async free(name, owner) {
      const lease = held(name, owner);
      if (lease) leases.set(name, { ...lease, until: 0 });
    },
  };
}
