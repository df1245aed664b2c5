import type { Env } from '../env.js';

/** A world without a clock of its own: time passes only when `advance` says so, ids and chance repeat. */
export interface VirtualEnv extends Env {
  /**
   * Lets `ms` milliseconds pass. Every timer that falls due runs at its own instant, in order, and what it sets off
   * settles before the next one. `advance(0)` lets pending promises settle. It waits for no file and no network: a
   * handler that is to run out of time must have begun, and the validators of a tool are loaded with its first call.
   */
  advance(ms: number): Promise<void>;
  /** How many timers wait. */
  readonly waiting: number;
}

interface Timer {
  readonly due: number;
  readonly run: () => void;
}

/** `start`: milliseconds since 1970, default 2026-01-01T00:00Z. `seed` decides `random`; ids are `id-1`, `id-2`, …. */
export function virtualEnv(start = Date.UTC(2026, 0, 1), seed = 1): VirtualEnv {
  const timers = new Set<Timer>();
  let now = start;
  let ids = 0;
  let state = seed >>> 0;
  return {
    now: () => now,
    monotonic: () => now - start,
    after(ms, run) {
      const timer = { due: now + Math.max(0, ms), run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    id() {
      ids += 1;
      return `id-${ids}`;
    },
    random() {
      state = (state + 0x6d2b79f5) >>> 0;
      return mulberry32(state);
    },
    async advance(ms) {
      const end = now + ms;
      await settled();
      for (let next = earliest(timers, end); next; next = earliest(timers, end)) {
        timers.delete(next);
        now = Math.max(now, next.due);
        next.run();
        await settled();
      }
      now = end;
    },
    get waiting() {
      return timers.size;
    },
  };
}

/** The timer that falls due first and no later than `end`; of two at one instant, the older. */
function earliest(timers: Iterable<Timer>, end: number): Timer | undefined {
  let first: Timer | undefined;
  for (const timer of timers) {
    if (timer.due <= end && (!first || timer.due < first.due)) first = timer;
  }
  return first;
}

/** A turn of the event loop runs every promise that can go on without time. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Tommy Ettinger's mulberry32: one 32-bit word to a number in [0, 1). */
function mulberry32(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 15), word | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
}
