import type { Env } from '../../env.js';
import type { Ledger } from '../ledger.js';
import { alone } from './alone.js';
import { type CutParts, cutAudit } from './cut.js';
import { endDied } from './died.js';
import type { Query } from './statement.js';
import type { AuditWriter } from './writer.js';

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
   * Forgets what ended before a time (ms since 1970): settled calls, results kept for repeats past their time, claims
   * of repeats under which no call began, decided and expired approvals, finished runs, grants whose time is over,
   * leases that are over, and audit records. A call whose process died by then ends first, and the audit log says so:
   * `outcome_unknown`. What belongs to an unfinished run stays, and so does a call whose result was not kept for
   * repeats, though it should have been. A call whose record is gone is new when it comes again: keep records for as
   * long as anybody may repeat one. The audit log is cut only where it verifies,
   * and behind a checkpoint that says what is gone; throws `SetupError` (`audit_broken`) where it does not verify.
   * Where another process is cutting it already, none of it goes here. All goes in parts, between which others write.
   */
  prune(options: { readonly before: number }): Promise<Pruned>;
}

/**
 * Rows that go in one statement: in SQLite nobody else writes meanwhile, and this process does nothing else. Each has
 * up to four indexes to leave.
 */
const AT_ONCE = 1_000;

const unfinished = (table: string) =>
  `EXISTS (SELECT 1 FROM tw_run r WHERE r.id = ${table}.run AND r.status IN ('running', 'pending'))`;

/** What a claim without a result may have done is known by the record of its call alone: the next claim asks for it. */
const UNCLEAR = `SELECT call FROM tw_idempotency WHERE result IS NULL
  UNION ALL SELECT before_call FROM tw_idempotency WHERE result IS NULL AND before_call IS NOT NULL`;
const MAY_HAVE_ACTED = `EXISTS (SELECT 1 FROM tw_call c WHERE c.state <> 'withdrawn'
  AND c.key IN (tw_idempotency.call, tw_idempotency.before_call))`;

/** By the approval alone a call that died at work is resumed, and told that its outcome is unknown. */
const AT_WORK = `EXISTS (SELECT 1 FROM tw_call c WHERE c.key = tw_approval.key AND c.state = 'begun')`;

/** Asked twice: a row that somebody changed meanwhile is looked at again. */
const some = (table: string, key: string, which: string) => `DELETE FROM ${table}
  WHERE ${key} IN (SELECT ${key} FROM ${table} WHERE ${which} LIMIT ${AT_ONCE}) AND ${which}
  RETURNING 1 AS gone`;

/**
 * In this order, which a process may die between: by an approval that was used a call would be run once more if its
 * record went before. `:before` is never later than the store's clock.
 */
const DELETES = {
  idempotency: some(
    'tw_idempotency',
    'scope',
    `until < :before AND (result IS NOT NULL OR NOT ${MAY_HAVE_ACTED})`,
  ),
  approvals: some(
    'tw_approval',
    'position',
    `NOT ${unfinished('tw_approval')} AND NOT ${AT_WORK}
      AND (status IN ('rejected', 'used') AND decided_at < :before
        OR status IN ('pending', 'approved') AND expires_at < :before)`,
  ),
  calls: some(
    'tw_call',
    'key',
    `state IN ('settled', 'unknown', 'withdrawn') AND started_at < :before
      AND NOT ${unfinished('tw_call')} AND key NOT IN (${UNCLEAR})`,
  ),
  runs: some('tw_run', 'id', `status IN ('completed', 'stopped') AND saved_at < :before`),
  grants: some('tw_grant', 'position', 'expires_at < :before'),
  leases: some(
    'tw_lease',
    'name',
    `until < :before
      AND fence <= (SELECT CAST(value AS BIGINT) FROM tw_meta WHERE name = 'fence')`,
  ),
} as const;

/** No lease gets a fence that somebody may have seen: the highest of those to be forgotten is kept. */
const KEEP_FENCE = `
  INSERT INTO tw_meta (name, value)
  SELECT 'fence', CAST(MAX(fence) AS TEXT) FROM tw_lease WHERE until < :before HAVING COUNT(*) > 0
  ON CONFLICT (name) DO UPDATE SET value = excluded.value
  WHERE CAST(excluded.value AS BIGINT) > CAST(tw_meta.value AS BIGINT)`;

interface Parts
  extends CutParts,
    Pick<Ledger, 'now' | 'acquire' | 'renew'>,
    Pick<AuditWriter, 'appendWith'> {
  readonly env: Pick<Env, 'id'>;
}

export function prune(query: Query, parts: Parts): Prune {
  return {
    async prune(options) {
      const now = await parts.now();
      const before = Math.min(options.before, now);
      await endDied(query, parts.appendWith, before, now);
      await query(KEEP_FENCE, { before }, true);
      const counts: Partial<Record<keyof Pruned, number>> = {};
      for (const name of Object.keys(DELETES) as (keyof typeof DELETES)[])
        counts[name] = await removed(query, DELETES[name], before);
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

/** How many are gone once none is left. */
async function removed(query: Query, text: string, before: number): Promise<number> {
  for (let gone = 0; ; ) {
    const { length } = await query(text, { before }, true);
    gone += length;
    // Of those that were chosen a few may have changed.
    if (length < AT_ONCE / 2) return gone;
  }
}
