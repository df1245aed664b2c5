import { test } from 'vitest';
import { type ErrorCode, errorTable } from '../../src/error.js';
import { pinoAudit } from '../../src/node/index.js';
import { code, holds, table } from './page.js';

/** docs/errors.md says every way a call can end. UPDATE=1 writes its table anew. */

const when: { readonly [Code in ErrorCode]: string } = {
  tool_not_found: 'There is no such tool, or this caller may not see it.',
  invalid_json: 'The arguments are no JSON object, over 1 MiB or 32 levels, or hold a name twice.',
  invalid_arguments: 'They break the schema: `issues` says where.',
  unsafe_arguments: 'A check of `sanitize` refused one: `issues` says which.',
  unauthenticated: 'The level needs somebody who is signed in.',
  permission_denied: 'The level, `allow` or `forbid` says no.',
  rate_limited: 'A limit of `rate_limit` is used up: `retryAfterMs`.',
  idempotency_conflict: 'The key of `idempotency_key` came before, with other arguments.',
  busy: 'The wait for `exclusive`, `concurrency` or the same request took too long.',
  approval_rejected: 'A person said no.',
  approval_expired: 'Nobody decided or resumed it in time.',
  policy_failed: 'A condition, a bound value or a check could not be evaluated.',
  store_unavailable: 'The ledger or the limiter did not answer.',
  timed_out: 'The handler of a read, or of an `idempotent` tool, took longer than `timeout`.',
  canceled:
    'The signal was aborted: before a write began, or while what may be repeated was at work.',
  handler_failed: 'The handler of a read, or of an `idempotent` tool, threw what is not declared.',
  not_implemented: 'The handler threw `NotImplemented`.',
  outcome_unknown:
    'A write that is not `idempotent` began, and then timed out, was canceled, threw or lost its process.',
  invalid_result: 'The result breaks its schema. A write has happened, and the model is told so.',
  truncated: 'What the model said was cut off within the call.',
};

/** What an operator's log makes of a call that ended so. */
function level(failed: ErrorCode): string {
  let told = '';
  const log = (name: string) => () => {
    told = name;
  };
  const logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
  const common = { v: 1, seq: 1, at: 0, run: 'r', key: 'k', tool: 't', caller: null } as const;
  pinoAudit(logger).write({ ...common, type: 'outcome', status: 'failed', code: failed, ms: 1 });
  return told;
}

test('the page says how calls end', () => {
  const rows = (Object.keys(errorTable) as ErrorCode[]).map((each) => [
    code(each),
    when[each],
    errorTable[each].message,
    code(errorTable[each].retry),
    level(each),
  ]);
  const head = ['code', 'when', 'the model reads', 'retry', 'level'];
  holds('errors.md', { failures: table(head, rows) });
});
