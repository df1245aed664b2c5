import type { Env } from './env.js';
import type { Limiter } from './limiter/limiter.js';
import { memoryLimiter } from './limiter/memory.js';

const shares = new WeakMap<Limiter, Limiter>();

/**
 * What stands in for a shared limiter while its store is out: each process counts for itself, from zero. With N
 * processes up to N times the limit passes; the declaration (`on_outage: local_share`) accepts that.
 */
export function localShare(limiter: Limiter, env: Pick<Env, 'now'>): Limiter {
  let local = shares.get(limiter);
  if (!local) {
    local = memoryLimiter({ env });
    shares.set(limiter, local);
  }
  return local;
}
