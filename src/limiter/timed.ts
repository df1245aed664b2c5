import type { Budget } from '../budget.js';
import { StoreError } from '../error.js';
import type { Limiter, Taken } from './limiter.js';

/**
 * A limiter that answers within what is left of the budget, and within half of `ms`, or throws `StoreError`: where
 * `on_outage` lets the call go on, the ledger still has the other half. One that answers at once costs no timer.
 */
export function timedLimiter(limiter: Limiter, ms: number, budget: Budget): Limiter {
  const most = ms / 2;
  const late = () => new StoreError('limiter', `the limiter took longer than ${most} ms`);
  const within = (taken: Taken | Promise<Taken>): Taken | Promise<Taken> =>
    taken instanceof Promise ? budget.wait(taken, late, most) : taken;
  return {
    name: limiter.name,
    take: (charges, options) => within(limiter.take(charges, options)),
    peek: (charges) => within(limiter.peek(charges)),
  };
}
