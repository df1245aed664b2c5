import { setTimeout as delay } from 'node:timers/promises';

/** Editors save in several steps; what comes within this is one save. */
const SETTLE_MS = 80;
/** Something that never rests, as a log in the same folder, does not keep a save from being compiled. */
const MOST_MS = 500;

/** Rings that come while nobody listens are heard at the next listening. */
export class Saves {
  #last: number | undefined;
  #wake = () => {};

  ring(): void {
    this.#last = performance.now();
    this.#wake();
  }

  /** Waits for a ring, and then until it is quiet. */
  async settled(signal: AbortSignal): Promise<void> {
    if (this.#last === undefined)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    const most = performance.now() + MOST_MS;
    while (!signal.aborted) {
      const left = Math.min((this.#last as number) + SETTLE_MS, most) - performance.now();
      if (left <= 0) break;
      await delay(left, undefined, { signal }).catch(() => {});
    }
    this.#last = undefined;
  }
}
