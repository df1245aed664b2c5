import type { Env } from '../../env.js';
import { SetupError } from '../../error.js';
import type { Head, Sha256 } from '../chain.js';
import { claimsOf, greatest, type VerifySignature } from '../claims.js';
import type { Ledger } from '../ledger.js';
import { rowsOf, rowsOfWriter } from '../rows.js';
import { verify } from '../verify.js';
import { alone } from './alone.js';
import { sqlAuditReader } from './audit.js';
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
const CUT = 'DELETE FROM tw_audit WHERE writer = :writer AND seq <= :seq RETURNING 1 AS gone';

interface Parts extends Pick<Ledger, 'now' | 'acquire' | 'renew'> {
  readonly sha256: Sha256;
  readonly env: Pick<Env, 'id'>;
  checkpoint(cut: readonly Head[]): Promise<void>;
  /** Absent: every checkpoint is believed. */
  readonly trusted?: VerifySignature;
}

export function prune(query: Query, parts: Parts): Prune {
  const { sha256, now, env, checkpoint, trusted } = parts;
  const reader = sqlAuditReader(query);

  async function pruneAudit(before: number, still: () => Promise<void>): Promise<number> {
    const log = { ...reader, audit: everyPages(still, reader.audit) };
    const { valid } = await verify(() => rowsOf(log), sha256, [], trusted);
    if (!valid) throw broken();
    const { cuts } = await claimsOf(rowsOf(log), sha256, [], trusted);
    // Every older cut is told again: the checkpoint that told it may be among what goes now.
    const cut = new Map([...cuts].map(([writer, heads]) => [writer, greatest(heads) as Head]));
    const fresh: Head[] = [];
    for (const { writer } of await log.heads()) {
      const last = await lastBefore(log, writer, before);
      if (last) fresh.push(last);
      if (last) cut.set(writer, last);
    }
    if (fresh.length === 0) return 0;
    await checkpoint([...cut.values()]);
    let gone = 0;
    for (const { writer, seq } of fresh) gone += (await query(CUT, { writer, seq }, true)).length;
    return gone;
  }

  return {
    async prune(options) {
      const before = Math.min(options.before, await now());
      await query(KEEP_FENCE, { before }, true);
      const counts: Partial<Record<keyof Pruned, number>> = {};
      for (const name of Object.keys(DELETES) as (keyof typeof DELETES)[])
        counts[name] = (await query(DELETES[name], { before }, true)).length;
      // Who reads while another cuts would find rows missing.
      const audit = await alone(
        'prune the audit log',
        { ...parts, query, owner: env.id() },
        (still) => pruneAudit(before, still),
      );
      return { ...(counts as Omit<Pruned, 'audit'>), audit: audit ?? 0 };
    },
  };
}

/** The row before the first that is not older. */
async function lastBefore(
  log: Pick<Ledger, 'audit'>,
  writer: string,
  before: number,
): Promise<Head | undefined> {
  let last: Head | undefined;
  for await (const row of rowsOfWriter(log, writer)) {
    // A row that tells no time is kept, and what follows it.
    if (!(timeOf(row.body) < before)) break;
    last = row;
  }
  return last;
}

/** How many pages are read before the lease is renewed. */
const PAGES = 50;

function everyPages(still: () => Promise<void>, audit: Ledger['audit']): Ledger['audit'] {
  let pages = 0;
  return async (asked) => {
    pages += 1;
    if (pages % PAGES === 0) await still();
    return audit(asked);
  };
}

const broken = () =>
  new SetupError(
    'audit_broken',
    'The audit log does not verify, so none of it was removed. See `toolwright audit verify`.',
  );

/** NaN of a row that tells none: a program can append any text. */
function timeOf(body: string): number {
  try {
    const { at } = JSON.parse(body);
    return typeof at === 'number' ? at : Number.NaN;
  } catch {
    return Number.NaN;
  }
}
