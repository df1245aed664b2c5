import type { StoredResult } from '../../call.js';
import type { Idempotency, IdempotencyScope, Ledger } from '../ledger.js';
import { copied } from './copied.js';

interface Claim {
  readonly call: string;
  readonly args: string;
  /** When the claim dies, or when its result is forgotten. */
  readonly until: number;
  readonly result?: StoredResult;
  /** The dead claim before it, which may have acted. */
  readonly before?: Dead | undefined;
}
type Dead = Pick<Claim, 'call' | 'args'>;

export function memoryIdempotency(
  now: () => number,
  began: (call: string) => boolean,
): Pick<Ledger, 'idempotency' | 'claim' | 'complete' | 'release'> {
  const claims = new Map<string, Claim>();
  const name = ({ tenant, tool, key }: IdempotencyScope) => JSON.stringify([tenant, tool, key]);

  function read(scope: IdempotencyScope): Idempotency {
    const claim = claims.get(name(scope));
    if (!claim || claim.until <= now()) return { state: 'free' };
    const { call, args, result } = claim;
    if (!result) return { state: 'running', call, args };
    return { state: 'done', call, args, result: copied(result) };
  }
  /** The unfinished claim of this call, which alone may end it. */
  function own(scope: IdempotencyScope, call: string): Claim | undefined {
    const claim = claims.get(name(scope));
    return claim?.call === call && !claim.result ? claim : undefined;
  }

  /** One that died before it had looked after its predecessor hands that one on. */
  function lastThatBegan(claim: Claim | undefined, call: string): Dead | undefined {
    if (!claim || claim.result) return undefined;
    if (claim.call === call) return claim.before;
    return claim.before && !began(claim.call)
      ? claim.before
      : { call: claim.call, args: claim.args };
  }

  return {
    idempotency: async (scope) => read(scope),
    async claim(scope, { call, args, leaseMs }) {
      const found = read(scope);
      if (found.state !== 'free' && !own(scope, call)) return { claimed: false, found };
      const before = lastThatBegan(claims.get(name(scope)), call);
      claims.set(name(scope), { call, args, until: now() + leaseMs, before });
      return { claimed: true, found: before ? { state: 'running', ...before } : { state: 'free' } };
    },
    async complete(scope, call, result, ttlMs) {
      const claim = own(scope, call);
      const kept = { result: copied(result), until: now() + ttlMs };
      if (claim) claims.set(name(scope), { ...claim, ...kept });
    },
    async release(scope, call) {
      if (own(scope, call)) claims.delete(name(scope));
    },
  };
}
