import type { Env } from '../../env.js';
import type { Ledger } from '../ledger.js';
import { alone } from './alone.js';
import { type CutParts, cutAudit } from './cut.js';
import type { Query } from './statement.js';

/** How many rows of each kind are gone. */
export interface Pruned {
  readonly calls: number;
  readonly idempotency: number;
  readonly approvals: number;
  readonly runs: number;
  readonly grants: number;
  readonly leases: number;
  readonly audit: number;
}

export interface Prune {
  /**
   * Forgets what ended before a time (ms since 1970): settled calls, results kept for repeats past their time, decided
   * and expired approvals, finished runs, spent and expired grants, leases that are over, and audit records. What
   * belongs to an unfinished run stays, and so do a call that never ended and one whose result was not kept for
   * repeats, though it should have been. A call whose record is gone is new when it
   * comes again: keep records for as long as anybody may repeat one. The audit log is cut only where it verifies, and
   * behind a checkpoint that says what is gone; throws `SetupError` (`audit_broken`) where it does not verify. Where
   * another process is cutting it already, none of it goes here.
   */
  prune(options: { readonly before: number }): Promise<Pruned>;
}

const unfinished = (table: string) =>
  `EXISTS (SELECT 1 FROM tw_run r WHERE r.id = ${table}.run AND r.status IN ('running', 'pending'))`;

/** What a claim without a result may have done is known by the record of its call alone: the next claim asks for it. */
const UNCLEAR = `SELECT call FROM tw_idempotency WHERE result IS NULL
  UNION ALL SELECT before_call FROM tw_idempotency WHERE result IS NULL AND before_call IS NOT NULL`;

/** By the approval alone a call that died at work is resumed, and told that its outcome is unknown. */
const AT_WORK = `EXISTS (SELECT 1 FROM tw_call c WHERE c.key = tw_approval.key AND c.state = 'begun')`;

/** `:before` is never later than the store's clock. */
const DELETES = {
  calls: `DELETE FROM tw_call WHERE state IN ('settled', 'unknown', 'withdrawn') AND started_at < :before
    AND NOT ${unfinished('tw_call')} AND key NOT IN (${UNCLEAR}) RETURNING 1 AS gone`,
  idempotency: `DELETE FROM tw_idempotency WHERE result IS NOT NULL AND until < :before
    RETURNING 1 AS gone`,
  approvals: `DELETE FROM tw_approval WHERE NOT ${unfinished('tw_approval')} AND NOT ${AT_WORK}
    AND (status IN ('rejected', 'used') AND decided_at < :before
      OR status IN ('pending', 'approved') AND expires_at < :before) RETURNING 1 AS gone`,
  runs: `DELETE FROM tw_run WHERE status IN ('completed', 'stopped') AND saved_at < :before
    RETURNING 1 AS gone`,
  grants: `DELETE FROM tw_grant WHERE expires_at < :before OR used >= max RETURNING 1 AS gone`,
  leases: `DELETE FROM tw_lease WHERE until < :before
    AND fence <= (SELECT CAST(value AS BIGINT) FROM tw_meta WHERE name = 'fence')
    RETURNING 1 AS gone`,
} as const;

/** No lease gets a fence that somebody may have seen: the highest of those to be forgotten is kept. */
const KEEP_FENCE = `
  INSERT INTO tw_meta (name, value)
  SELECT 'fence', CAST(MAX(fence) AS TEXT) FROM tw_lease WHERE until < :before HAVING COUNT(*) > 0
  ON CONFLICT (name) DO UPDATE SET value = excluded.value
  WHERE CAST(excluded.value AS BIGINT) > CAST(tw_meta.value AS BIGINT)`;
interface Parts extends CutParts, Pick<Ledger, 'now' | 'acquire' | 'renew'> {
  readonly env: Pick<Env, 'id'>;
}

export function prune(query: Query, parts: Parts): Prune {
  return {
    async prune(options) {
      const before = Math.min(options.before, await parts.now());
      await query(KEEP_FENCE, { before }, true);
      const counts: Partial<Record<keyof Pruned, number>> = {};
      for (const name of Object.keys(DELETES) as (keyof typeof DELETES)[])
        counts[name] = (await query(DELETES[name], { before }, true)).length;
      // Who reads while another cuts would find rows missing.
      const audit = await alone(
        'prune the audit log',
        { ...parts, query, owner: parts.env.id() },
        (still) => cutAudit(query, parts, before, still),
      );
      return { ...(counts as Omit<Pruned, 'audit'>), audit: audit ?? 0 };
    },
  };
}
