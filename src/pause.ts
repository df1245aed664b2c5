import type { Env } from './env.js';
import { onAbort } from './on-abort.js';

/** Waits `ms`; false as soon as the signal aborts. */
export function pause(
  ms: number,
  env: Pick<Env, 'after'>,
  signal?: AbortSignal | undefined,
): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const stop = onAbort(signal, () => {
      cancel();
      stop();
      resolve(false);
    });
    const cancel = env.after(ms, () => {
      stop();
      resolve(true);
    });
  });
}
