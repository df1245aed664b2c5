import type { Env } from '../env.js';

/** How long what was learned of a store's clock is believed: clocks drift, and are set. */
const BELIEVED_MS = 60_000;
/** A timer may come a millisecond early, and a store's times are cut to milliseconds. */
const EARLY_MS = 3;

/**
 * The clock of a store, as its answers tell it, and never later than it is there: a time by which the store has to be
 * done has passed there when nobody waits any longer here. What hung on its way and comes after that charges nothing.
 */
export function storeClock({ monotonic }: Pick<Env, 'monotonic'>) {
  /** How far the store is ahead of us at least: an answer that was long on its way says less. */
  let ahead: number | undefined;
  let learned = 0;
  return {
    /** An answer that came just now was made at this time. */
    heard(at: number): void {
      const here = monotonic();
      if (ahead !== undefined && at - here <= ahead && here - learned < BELIEVED_MS) return;
      ahead = at - here;
      learned = here;
    },
    /**
     * The store's time when a timer of `ms` ends that is set now, a moment before it; 0 while it has told none. Half of
     * a few milliseconds are left: of a time that is over when it begins, every answer would be late.
     */
    in: (ms: number): number =>
      ahead === undefined
        ? 0
        : Math.floor(ahead + monotonic() + Math.max(ms - EARLY_MS, Math.ceil(ms / 2))),
  };
}
