import { withDeadline } from '../deadline.js';
import type { Env } from '../env.js';
import { StoreError } from '../error.js';
import type { Limiter, Taken } from './limiter.js';

/** A limiter that answers within `ms` or throws `StoreError`. One that answers at once, as memory does, costs no timer. */
export function timedLimiter(limiter: Limiter, ms: number, env: Pick<Env, 'after'>): Limiter {
  const late = () => new StoreError('limiter', `the limiter took longer than ${ms} ms`);
  const within = (taken: Taken | Promise<Taken>): Taken | Promise<Taken> =>
    taken instanceof Promise ? withDeadline(taken, ms, env, late) : taken;
  return {
    name: limiter.name,
    take: (charges, options) => within(limiter.take(charges, options)),
    peek: (charges) => within(limiter.peek(charges)),
  };
}
