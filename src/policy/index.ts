import { approval } from './approval.js';
import { idempotency } from './idempotency.js';
import { permission } from './permission.js';
import type { Policy } from './policy.js';
import { rateLimit } from './rate-limit.js';

/** In this order: cheap before costly, machine before human. The first that does not allow decides. */
export const policies: Readonly<Record<string, Policy>> = {
  permission,
  idempotency,
  rate_limit: rateLimit,
  approval,
};
