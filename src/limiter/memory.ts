import { type Env, systemEnv } from '../env.js';
import { attempt, type Bucket, emptyAt } from './gcra.js';
import type { Charge, Limiter, Taken } from './limiter.js';
import { memoryPlaces } from './memory/places.js';

type Buckets = Map<string, Bucket>;

export interface MemoryLimiterOptions {
  /** The clock. Default: the system's. */
  readonly env?: Pick<Env, 'now'>;
  /** Most keys remembered at once, and most `once` keys. Default: 100 000, about 50 MB when full. */
  readonly maxKeys?: number;
}

/**
 * Rate limits of one process, in bounded memory. When it is full it forgets the keys whose limit is replenished, which
 * changes no answer, and only then live ones, those charged longest ago: they start afresh. Up to `maxKeys / 4` live
 * keys are always remembered; beyond that a limit may let more through, and no key is refused for want of room.
 */
export function memoryLimiter(options: MemoryLimiterOptions = {}): Limiter {
  const { env = systemEnv, maxKeys = 100_000 } = options;
  const half = Math.max(1, Math.floor(maxKeys / 2));
  // Two generations: what was charged since the last turn, and before. Deleting one by one from the front of a big
  // Map is slow in V8, which walks over what was deleted.
  let young: Buckets = new Map();
  let old: Buckets = new Map();
  let seen = new Set<string>();
  let seenBefore = new Set<string>();

  const find = (key: string): Bucket | undefined => young.get(key) ?? old.get(key);
  const counted = steadyClock();

  function keep(key: string, bucket: Bucket, now: number): void {
    if (young.size >= half && !young.has(key)) {
      const survivors = live(old, young, now, half / 2);
      old = young;
      young = survivors;
    }
    young.set(key, bucket);
  }

  function remember(once: string): void {
    if (seen.size >= half) {
      seenBefore = seen;
      seen = new Set();
    }
    seen.add(once);
  }

  return {
    name: 'memory',
    take(charges, { once, at } = {}) {
      if (once !== undefined && (seen.has(once) || seenBefore.has(once))) return { ok: true };
      const now = counted(at ?? env.now());
      const { taken, next } = tryAll(find, charges, now);
      if (!taken.ok) return taken;
      for (let index = 0; index < next.length; index++)
        keep((charges[index] as Charge).key, next[index] as Bucket, now);
      if (once !== undefined) remember(once);
      return taken;
    },
    peek: (charges) => tryAll(find, charges, counted(env.now())).taken,
    ...memoryPlaces({ now: () => counted(env.now()) }),
  };
}

/** A call that is counted late tells a time before others were counted: no clock was set, and none is to gain by it. */
const STEP_MS = 1_000;

/**
 * Goes on from where it was when the host's clock is set back: an hour that comes twice must not be waited for. The
 * clock that never steps would be a second one to look at, in every call.
 */
function steadyClock(): (now: number) => number {
  let last = 0;
  let ahead = 0;
  return (now) => {
    const behind = last - now - ahead;
    if (behind > STEP_MS) ahead += behind;
    if (behind < 0) last = now + ahead;
    return last;
  };
}

/** The buckets of `old` that still hold something back, at most `most`. */
function live(old: Buckets, young: Buckets, now: number, most: number): Buckets {
  const found: Buckets = new Map();
  for (const [key, bucket] of old) {
    if (found.size >= most) break;
    if (emptyAt(bucket) > now && !young.has(key)) found.set(key, bucket);
  }
  return found;
}

/** All or nothing: `next` holds what each charge leaves after those before it, and counts only if `taken.ok`. */
function tryAll(
  find: (key: string) => Bucket | undefined,
  charges: readonly Charge[],
  now: number,
): { readonly taken: Taken; readonly next: readonly Bucket[] } {
  let next: readonly Bucket[] = [];
  let longest = 0;
  let refusing = 0;
  for (let index = 0; index < charges.length; index++) {
    const charge = charges[index] as Charge;
    const before = earlier(charges, next, charge.key) ?? find(charge.key);
    const { waitMs, bucket } = attempt(before, charge, now);
    if (waitMs > longest) {
      longest = waitMs;
      refusing = index;
    }
    // Most calls have one limit, and a list that grows takes room for seventeen.
    next = index === 0 ? [bucket] : [...next, bucket];
  }
  if (longest === 0) return { taken: OK, next };
  return { taken: { ok: false, index: refusing, retryAfterMs: longest }, next };
}

const OK: Taken = { ok: true };

/** What an earlier charge of the same call left under this key. A call has a handful of limits. */
function earlier(
  charges: readonly Charge[],
  next: readonly Bucket[],
  key: string,
): Bucket | undefined {
  for (let index = next.length - 1; index >= 0; index--)
    if (charges[index]?.key === key) return next[index];
  return undefined;
}
