import type { Env } from './env.js';
import { SetupError, StoreError } from './error.js';
import type { Charge, Limiter } from './limiter/limiter.js';
import { memoryLimiter } from './limiter/memory.js';

const shares = new WeakMap<Limiter, Limiter>();

/** What of a limiter an outage is bridged with: a place is never another's to give. */
export type LocalShare = Pick<Limiter, 'take' | 'peek'>;

/**
 * What stands in for a shared limiter while its store is out: this process's part of every limit, counted here. The
 * parts of `processes` processes together never let more than the limit through; what passed before the outage is
 * not known to them. A part too small for one call throws `StoreError`.
 */
export function localShare(shared: Limiter, processes: number, env: Pick<Env, 'now'>): LocalShare {
  if (!Number.isSafeInteger(processes) || processes < 1)
    throw new SetupError('invalid_option', `processes is ${processes}: give a whole number from 1`);
  // One a limiter: two runtimes of one process have one part between them.
  const counted = shares.get(shared) ?? memoryLimiter({ env });
  shares.set(shared, counted);
  const parts = (charges: readonly Charge[]) => charges.map((charge) => partOf(charge, processes));
  return {
    take: (charges, options) => counted.take(parts(charges), options),
    peek: (charges) => counted.peek(parts(charges)),
  };
}

/** Whole calls at once, rounded down; and the rate exactly, as the same number in a time so much longer. */
function partOf(charge: Charge, processes: number): Charge {
  const burst = Math.floor(charge.burst / processes);
  if (burst >= charge.cost) return { ...charge, burst, perMs: charge.perMs * processes };
  const part = `one of ${processes} processes has no part of a limit of ${charge.burst}`;
  throw new StoreError('limiter', `the limiter is out, and ${part}`);
}
