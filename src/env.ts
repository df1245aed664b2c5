/** The world, as far as the runtime may look at it: everything else is a value handed in. */
export interface Env {
  /** Milliseconds since 1970-01-01T00:00Z. */
  now(): number;
  /** Milliseconds since some moment; unlike `now` it never steps, whoever sets the clock. */
  monotonic(): number;
  /** Calls `run` once, `ms` from now; the returned function cancels it. */
  after(ms: number, run: () => void): () => void;
  /** A fresh unguessable identifier, safe in URLs: at least 122 random bits. */
  id(): string;
  /** A number in [0, 1), for jitter. */
  random(): number;
}

/** The real world. */
export const systemEnv: Env = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  id: () => crypto.randomUUID(),
  random: () => Math.random(),
};
