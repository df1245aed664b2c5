import type { Decision } from '../../call.js';
import { Refusal } from '../../error.js';

/** That nobody approved it would not be true. */
export const LATE =
  'This call was approved, but could not begin in time. Nothing was run. A new call can be approved anew.';
/** `busy` would have the model wait for what never comes. */
export const USED =
  'The approval of this call was used before. Nothing was run now. A new call can be approved anew.';

/** The answer of an approval that is over; `message` says more than the code alone. */
export const deny = (
  code: 'approval_rejected' | 'approval_expired',
  cause?: string,
  message?: string,
): Decision => ({
  effect: 'deny',
  refusal: new Refusal(code, { cause, ...(message !== undefined && { message }) }),
});
