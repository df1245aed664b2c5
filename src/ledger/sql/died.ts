import { errorTable } from '../../error-table.js';
import { number, optionalText, text } from './row.js';
import type { Query, Row } from './statement.js';
import type { AuditWriter } from './writer.js';

const AT_ONCE = 1_000;
/** What they were begun for may still go on. */
const IN_A_RUN = `EXISTS (SELECT 1 FROM tw_run r
  WHERE r.id = tw_call.run AND r.status IN ('running', 'pending'))`;
const DIED = `SELECT key, run, tenant, caller, tool, started_at FROM tw_call
  WHERE state = 'begun' AND started_at + timeout_ms < :before AND NOT ${IN_A_RUN} LIMIT ${AT_ONCE}`;
const END = `UPDATE tw_call SET state = 'unknown', result = :result
  WHERE key = :key AND state = 'begun' AND started_at = :startedAt RETURNING key`;

const code = 'outcome_unknown';
const { message, retry } = errorTable[code];
const result = JSON.stringify({ status: 'failed', error: { code, message, retry } });

/**
 * Ends calls whose process died at work and that did not come again: as the call would be told then, and with the
 * outcome that the audit log lacks. Each in one statement: it ends once, and never in silence. One that ended while the
 * ledger was out is told so too, as it would be; the log has what it came to before that.
 */
export async function endDied(
  query: Query,
  appendWith: AuditWriter['appendWith'],
  before: number,
  at: number,
): Promise<void> {
  for (;;) {
    const died = await query(DIED, { before });
    for (const row of died) {
      const values = { key: text(row, 'key'), startedAt: number(row, 'started_at'), result };
      await appendWith({ changes: [END], values }, outcomeOf(row, at));
    }
    if (died.length < AT_ONCE) return;
  }
}

/** As a runtime records it; of none, so that it has no number. */
function outcomeOf(row: Row, at: number): string {
  const id = optionalText(row, 'caller');
  return JSON.stringify({
    v: 1,
    at,
    run: text(row, 'run'),
    key: text(row, 'key'),
    tool: text(row, 'tool'),
    caller: id === null ? null : { id, tenant: optionalText(row, 'tenant') },
    type: 'outcome',
    status: 'failed',
    code,
    ms: at - number(row, 'started_at'),
    cause: 'its end was not written down: its process died at work, or its ledger was out',
  });
}
