import type { Env } from '../env.js';

/** How long a lease lasts between renewals. A process that dies frees what it held within this. */
export const LEASE_MS = 15_000;
const RENEW_MS = 5_000;
const AGAIN_MS = 1_000;

/**
 * What a store gave for a time, and gives again until `end`. It is lost when the store says so, and when its time is
 * over: counted here from the question, which is before the store counts, since a store that hangs gives it to another
 * meanwhile. One that fails is asked again until then.
 */
export class Lease {
  /** Resolves when it is lost. */
  readonly lost: Promise<void>;
  readonly #renew: () => Promise<boolean>;
  readonly #env: Env;
  #lose = (): void => {};
  #isLost = false;
  #ended = false;
  #renewing: Promise<void> | undefined;
  #timers: readonly (() => void)[] = [];
  /** By `Env.monotonic`. */
  #until = 0;

  /** `asked`: when the question was put that the store said yes to. */
  constructor(asked: number, renew: () => Promise<boolean>, env: Env) {
    this.#renew = renew;
    this.#env = env;
    this.lost = new Promise((resolve) => {
      this.#lose = () => {
        this.#isLost = true;
        this.#stop();
        resolve();
      };
    });
    this.#hold(asked);
  }

  /** It is lost, or its time is over: a process that stalled has not come to the timer that says so. */
  get gone(): boolean {
    return this.#isLost || this.#env.monotonic() >= this.#until;
  }

  /** Resolves when no renewal is on its way any more. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#stop();
    await this.#renewing;
  }

  #hold(asked: number): void {
    this.#stop();
    this.#until = asked + LEASE_MS;
    const since = this.#env.monotonic() - asked;
    this.#later(LEASE_MS - since, this.#lose);
    // An answer that took as long as that leaves no time to wait.
    this.#later(since < RENEW_MS ? RENEW_MS : 0, this.#again);
  }

  readonly #again = (): void => {
    const asked = this.#env.monotonic();
    this.#renewing = this.#renew().then(
      (still) => (still === true ? this.#hold(asked) : this.#lose()),
      () => this.#later(AGAIN_MS, this.#again),
    );
  };

  /** Not for the sake of a handler that was given up and never ends: its process may. */
  #later(ms: number, run: () => void): void {
    if (this.#isLost || this.#ended) return;
    this.#timers = [...this.#timers, this.#env.after(ms, run, true)];
  }

  #stop(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers = [];
  }
}
