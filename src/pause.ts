import type { Env } from './env.js';

/** Waits `ms`; false as soon as the signal aborts. */
export function pause(
  ms: number,
  env: Pick<Env, 'after'>,
  signal?: AbortSignal | undefined,
): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const onAbort = () => {
      cancel();
      resolve(false);
    };
    const cancel = env.after(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve(true);
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
