import type { Charge } from './limiter.js';

/**
 * What a limit remembers of one key. `backlog` is how far the key is ahead of its rate, in milliseconds times `limit`:
 * with that unit every number here is an integer, so no answer is off by a rounding. Beyond 2^53 (285 000 calls in a
 * year) it is one of some thousand units, of which a call is worth ten thousand millions.
 */
export interface Bucket {
  /** ms since 1970, when `backlog` was true. */
  readonly at: number;
  readonly backlog: number;
  readonly limit: number;
}

export interface Attempt {
  /** 0: the charge passes and `bucket` is what it leaves. Else the ms until it would pass. */
  readonly waitMs: number;
  readonly bucket: Bucket;
}

/**
 * The generic cell rate algorithm (ITU-T I.371), as a leaky bucket: it drains `limit` units a `perMs` and takes a
 * charge only while no more than `burst` units are in it. In any span of t ms at most `burst + t × limit / perMs`
 * units pass. A clock that steps back drains nothing. Of a bucket that was filled under a larger limit, no more is kept
 * than the limit of now can hold: what is beyond would drain at the new rate, which may take days.
 */
export function attempt(bucket: Bucket | undefined, charge: Charge, now: number): Attempt {
  const { limit } = charge;
  const at = bucket === undefined ? now : Math.max(bucket.at, now);
  const most = charge.burst * charge.perMs;
  const backlog = bucket === undefined ? 0 : drained(bucket, limit, most, at);
  const filled = backlog + charge.cost * charge.perMs;
  const over = filled - most;
  if (over <= 0) return { waitMs: 0, bucket: { at, backlog: filled, limit } };
  return { waitMs: Math.ceil(over / limit) + (at - now), bucket: { at, backlog, limit } };
}

const drained = (bucket: Bucket, limit: number, most: number, at: number): number =>
  Math.max(0, Math.min(bucket.backlog, most) - (at - bucket.at) * limit);

/** When a bucket is as good as a fresh one: it may be forgotten from then on. */
export const emptyAt = ({ at, backlog, limit }: Bucket): number => at + Math.ceil(backlog / limit);
