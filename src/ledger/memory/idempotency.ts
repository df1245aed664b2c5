import type { StoredResult } from '../../call.js';
import type { Idempotency, IdempotencyScope, Ledger } from '../ledger.js';

interface Claim {
  readonly call: string;
  readonly args: string;
  /** When the claim dies, or when its result is forgotten. */
  readonly until: number;
  readonly result?: StoredResult;
}

export function memoryIdempotency(
  now: () => number,
): Pick<Ledger, 'idempotency' | 'claim' | 'complete' | 'release'> {
  const claims = new Map<string, Claim>();
  const name = ({ tenant, tool, key }: IdempotencyScope) => JSON.stringify([tenant, tool, key]);

  function read(scope: IdempotencyScope): Idempotency {
    const claim = claims.get(name(scope));
    if (!claim || claim.until <= now()) return { state: 'free' };
    const { call, args, result } = claim;
    return result ? { state: 'done', call, args, result } : { state: 'running', call, args };
  }
  /** The unfinished claim of this call, which alone may end it. */
  function own(scope: IdempotencyScope, call: string): Claim | undefined {
    const claim = claims.get(name(scope));
    return claim?.call === call && !claim.result ? claim : undefined;
  }

  return {
    idempotency: async (scope) => read(scope),
    async claim(scope, { call, args, leaseMs }) {
      const found = read(scope);
      if (found.state !== 'free' && !own(scope, call)) return { claimed: false, found };
      const before = claims.get(name(scope));
      claims.set(name(scope), { call, args, until: now() + leaseMs });
      if (!before || before.result || before.call === call)
        return { claimed: true, found: { state: 'free' } };
      return { claimed: true, found: { state: 'running', call: before.call, args: before.args } };
    },
    async complete(scope, call, result, ttlMs) {
      const claim = own(scope, call);
      if (claim) claims.set(name(scope), { ...claim, result, until: now() + ttlMs });
    },
    async release(scope, call) {
      if (own(scope, call)) claims.delete(name(scope));
    },
  };
}
