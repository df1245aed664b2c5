import type { Approval } from '../call.js';
import { canonical } from '../json.js';

/**
 * What makes a proposal the same as one before: the call, and everything about it that a person decides on. A call
 * whose tool or whose arguments changed is asked anew, under the same key.
 */
export const bindingOf = ({
  key,
  contractHash,
  effective,
}: Pick<Approval, 'key' | 'contractHash' | 'effective'>): string =>
  canonical([key, contractHash, effective]);
