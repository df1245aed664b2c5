import type { Contract } from '../contract.js';
import {
  type ErrorCode,
  errorTable,
  type Failure,
  type Issue,
  Refusal,
  StoreError,
} from '../error.js';
import { memberOf } from '../json.js';
import { cut } from './rendering.js';

/** The failure of a code of the closed table, in the table's own words. */
export const failure = (code: ErrorCode): Failure => {
  const { message, retry } = errorTable[code];
  return { code, message, retry };
};

/** What the program sees of a refusal: the true code, and nothing of its cause. */
export function failureOf({ code, detail }: Refusal): Failure {
  const row = memberOf(errorTable, code);
  const { issues, retryAfterMs } = detail;
  return {
    code,
    message: detail.message ?? row?.message ?? errorTable.handler_failed.message,
    ...(issues && { issues: issues.map(shown) }),
    retry: detail.retry ?? row?.retry ?? 'never',
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

/** Characters of a path that are told: a step of it may be a name as long as the arguments. */
const LONGEST_PATH = 500;
const shown = (issue: Issue): Issue =>
  issue.path.length <= LONGEST_PATH ? issue : { ...issue, path: cut(issue.path, LONGEST_PATH) };

/** A result that cannot be read: of a tool that wrote, the model must hear that it is done. */
export const unreadable = ({ effect }: Contract): Failure => {
  const error = failure('invalid_result');
  if (effect === 'read') return error;
  return { ...error, message: `${error.message} It has taken effect: do not repeat it.` };
};

/** What is thrown and is no refusal is our own fault, or a store's: the call is denied. */
export function refusalOf(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown;
  const isStore = thrown instanceof StoreError;
  return new Refusal(isStore ? 'store_unavailable' : 'policy_failed', { cause: thrown });
}
