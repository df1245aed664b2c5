import type { Env } from './env.js';

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
