import type { Charge } from '../../../src/limiter/limiter.js';
import { all, type Rule } from '../check.js';
import { truth } from '../tools.js';

/** A leaky bucket of exact numbers: units times `perMs`, draining `limit` a millisecond. */
interface Bucket {
  at: number;
  filled: number;
}

/** No limit is exceeded, none refuses what fits, a call that comes again is charged once, and none goes uncharged. */
export const limits: Rule = (history, complain) => {
  const buckets = new Map<string, Bucket>();
  const passed = new Set<string>();
  const drained = ({ key, limit }: Charge, at: number): Bucket => {
    const bucket = buckets.get(key) ?? { at, filled: 0 };
    return { at, filled: Math.max(0, bucket.filled - (at - bucket.at) * limit) };
  };
  for (const { charges, once, taken, at } of all(history, 'taken')) {
    if (once !== undefined && passed.has(once)) {
      if (!taken.ok) complain(`a call that was charged was refused`);
      continue;
    }
    const now = charges.map((charge) => ({ charge, bucket: drained(charge, at) }));
    const over = now.filter(
      ({ charge, bucket }) =>
        bucket.filled + charge.cost * charge.perMs > charge.burst * charge.perMs,
    );
    if (taken.ok && over.length > 0) complain(`${over[0]?.charge.key} was exceeded`);
    if (!taken.ok && over.length === 0) complain('refused, though there was room');
    if (!taken.ok) continue;
    if (once !== undefined) passed.add(once);
    for (const { charge, bucket } of now)
      buckets.set(charge.key, { at, filled: bucket.filled + charge.cost * charge.perMs });
  }
  charged(history, complain);
};

/** As many charges as calls ran, for every limit. */
const charged: Rule = (history, complain) => {
  const count = new Map<string, number>();
  const ran = new Set<string>();
  for (const seen of history) {
    if (seen.type === 'taken' && seen.taken.ok)
      for (const { key } of seen.charges) count.set(key, (count.get(key) ?? 0) + 1);
    if (seen.type !== 'start' || !truth[seen.tool].limit || ran.has(`${seen.key} ${seen.ask}`))
      continue;
    ran.add(`${seen.key} ${seen.ask}`);
    const { tenant = null, id = null } = seen.caller ?? {};
    const key = JSON.stringify(
      seen.tool === 'read' ? ['reads', 'user', tenant, id] : ['writes', 'tenant', tenant],
    );
    const left = (count.get(key) ?? 0) - 1;
    count.set(key, left);
    if (left < 0) complain(`${seen.tool} ran uncharged`);
  }
};
