import { withDeadline } from './deadline.js';
import type { Env } from './env.js';

/**
 * How long a call may wait for its stores before it is decided, all their answers together: many that each come just in
 * time must not add up. What the call waits for by design (a key that another holds, a handler) does not count.
 */
export class Budget {
  /** The whole time. */
  readonly ms: number;
  readonly #env: Pick<Env, 'after' | 'monotonic'>;
  #left: number;

  constructor(ms: number, env: Pick<Env, 'after' | 'monotonic'>) {
    this.ms = ms;
    this.#env = env;
    this.#left = ms;
  }

  /** Nothing is left: what is asked now could not be waited for. */
  get spent(): boolean {
    return this.#left <= 0;
  }

  /** The whole time again: what comes now is another matter, or comes after a wait. */
  renew(): void {
    this.#left = this.ms;
  }

  /** The answer of a store, or `late()` thrown when nothing is left, or more than `most` went by. */
  async wait<Value>(
    work: Promise<Value>,
    late: () => Error,
    most = Number.POSITIVE_INFINITY,
  ): Promise<Value> {
    const from = this.#env.monotonic();
    try {
      return await withDeadline(work, Math.min(this.#left, most), this.#env, late);
    } finally {
      this.#left -= this.#env.monotonic() - from;
    }
  }
}
