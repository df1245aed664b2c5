import type { Idempotency, IdempotencyScope, Ledger } from '../ledger.js';
import { json, text } from './row.js';
import type { Query, Row } from './statement.js';

const READ = `
  SELECT call, args, result FROM tw_idempotency WHERE scope = :scope AND until > :now`;
/**
 * The dead claim that may have acted: the last one whose call began. One that died before it had looked after its
 * predecessor hands that one on.
 */
const lastThatBegan = (own: 'call' | 'args') => `CASE
      WHEN tw_idempotency.result IS NOT NULL THEN NULL
      WHEN tw_idempotency.call = excluded.call THEN tw_idempotency.before_${own}
      WHEN tw_idempotency.before_call IS NULL OR EXISTS (
        SELECT 1 FROM tw_call WHERE key = tw_idempotency.call AND state <> 'withdrawn')
      THEN tw_idempotency.${own}
      ELSE tw_idempotency.before_${own} END`;
/** Over a claim that is dead, over a result that is forgotten, or again by the call that holds it. */
const CLAIM = `
  INSERT INTO tw_idempotency (scope, call, args, until) VALUES (:scope, :call, :args, :now + :leaseMs)
  ON CONFLICT (scope) DO UPDATE SET
    before_call = ${lastThatBegan('call')},
    before_args = ${lastThatBegan('args')},
    call = excluded.call, args = excluded.args, until = excluded.until, result = NULL
  WHERE tw_idempotency.until <= :now
    OR (tw_idempotency.result IS NULL AND tw_idempotency.call = excluded.call)
  RETURNING before_call, before_args`;
const COMPLETE = `
  UPDATE tw_idempotency SET result = :result, until = :now + :ttlMs
  WHERE scope = :scope AND call = :call AND result IS NULL`;
const RELEASE = `
  DELETE FROM tw_idempotency WHERE scope = :scope AND call = :call AND result IS NULL`;

export function sqlIdempotency(
  query: Query,
  sha256: (text: string) => string,
): Pick<Ledger, 'idempotency' | 'claim' | 'complete' | 'release'> {
  const name = ({ tenant, tool, key }: IdempotencyScope) =>
    sha256(JSON.stringify([tenant, tool, key]));
  const read = async (scope: IdempotencyScope): Promise<Idempotency> =>
    found((await query(READ, { scope: name(scope) }))[0]);

  return {
    idempotency: read,
    async claim(scope, claim) {
      for (;;) {
        const [row] = await query(CLAIM, { scope: name(scope), ...claim });
        if (row) return { claimed: true, found: before(row) };
        const there = await read(scope);
        // Gone between the two statements: the next try may have it.
        if (there.state !== 'free') return { claimed: false, found: there };
      }
    },
    async complete(scope, call, result, ttlMs) {
      await query(COMPLETE, { scope: name(scope), call, ttlMs, result: JSON.stringify(result) });
    },
    async release(scope, call) {
      await query(RELEASE, { scope: name(scope), call });
    },
  };
}

function found(row: Row | undefined): Idempotency {
  if (!row) return { state: 'free' };
  const claim = { call: text(row, 'call'), args: text(row, 'args') };
  return row.result === null
    ? { state: 'running', ...claim }
    : { state: 'done', ...claim, result: json(row, 'result') };
}

const before = (row: Row): Idempotency =>
  row.before_call === null
    ? { state: 'free' }
    : { state: 'running', call: text(row, 'before_call'), args: text(row, 'before_args') };
