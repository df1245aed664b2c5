import type { Budget } from '../budget.js';
import { StoreError } from '../error.js';
import type { Limiter } from './limiter.js';

/**
 * A limiter that answers within what is left of the budget, and within half of `ms`, or throws `StoreError`: where
 * `on_outage` lets the call go on, the ledger still has the other half. One that answers at once costs no timer.
 */
export function timedLimiter(limiter: Limiter, ms: number, budget: Budget): Limiter {
  const most = ms / 2;
  const late = () => new StoreError('limiter', `the limiter took longer than ${most} ms`);
  const within = <Answer>(answer: Answer | Promise<Answer>): Answer | Promise<Answer> =>
    answer instanceof Promise ? budget.wait(answer, late, most) : answer;
  return {
    name: limiter.name,
    // It has a clock of its own, or its store has.
    take: (charges, { once } = {}) => within(limiter.take(charges, { once })),
    peek: (charges) => within(limiter.peek(charges)),
    // Whatever an implementation throws, the call is refused for its store; of `take`, `on_outage` decides.
    async hold(...given) {
      try {
        return await within(limiter.hold(...given));
      } catch (cause) {
        if (cause instanceof StoreError) throw cause;
        throw new StoreError('limiter', 'the limiter failed (hold)', { cause });
      }
    },
    free: (place) => within(limiter.free(place)),
  };
}
