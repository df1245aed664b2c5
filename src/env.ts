/** The world, as far as the runtime may look at it: everything else is a value handed in. */
export interface Env {
  /** Milliseconds since 1970-01-01T00:00Z. */
  now(): number;
  /** Milliseconds since some moment; unlike `now` it never steps, whoever sets the clock. */
  monotonic(): number;
  /**
   * Calls `run` once, `ms` from now; the returned function cancels it. `aside`: no reason for a process to live on.
   */
  after(ms: number, run: () => void, aside?: boolean): () => void;
  /** A fresh unguessable identifier, safe in URLs: at least 122 random bits. */
  id(): string;
  /** A number in [0, 1), for jitter. */
  random(): number;
}

/** The real world. */
export const systemEnv: Env = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, run, aside) => {
    const timer = setTimeout(run, ms);
    // Elsewhere than in Node, Bun and Deno a timer is a number.
    if (aside) (timer as { unref?(): unknown }).unref?.();
    return () => clearTimeout(timer);
  },
  id: () => crypto.randomUUID(),
  random: () => Math.random(),
};
