import type { Env } from './env.js';
import { SetupError } from './error.js';

/**
 * The answer of a store, or `late()` thrown when it takes longer than `ms`: a store that hangs must not hold a call up.
 * The store's own late answer is dropped.
 */
export function withDeadline<Value>(
  work: Promise<Value>,
  ms: number,
  env: Pick<Env, 'after'>,
  late: () => Error,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const cancel = env.after(ms, () => reject(late()));
    work.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (error) => {
        cancel();
        reject(error);
      },
    );
  });
}

/** The longest that a timer takes: one of a longer time goes off at once, and every store would be late. */
const LONGEST_MS = 2 ** 31 - 1;

/** Throws `SetupError` (`invalid_option`) where no timer takes the time of an option. */
export function checkTimeout(option: string, ms: number): void {
  if (Number.isFinite(ms) && ms > 0 && ms <= LONGEST_MS) return;
  throw new SetupError(
    'invalid_option',
    `${option} is ${ms}: give a number of milliseconds, above 0 and at most ${LONGEST_MS}`,
  );
}
