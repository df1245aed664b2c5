import type { BoundCall } from './call.js';
import type { Expression, Scope } from './contract.js';
import { Refusal } from './error.js';
import type { IdempotencyScope } from './ledger/ledger.js';

/**
 * What an expression that names something (`idempotency_key`, `exclusive`, a limit's `by`) comes to, as text: two
 * values are the same exactly when their texts are, so 1 and "1" differ. Throws `policy_failed` where there is none.
 */
export function keyText(expression: Expression, scope: Scope): string {
  let value: unknown;
  try {
    value = expression(scope);
  } catch (cause) {
    throw new Refusal('policy_failed', { cause });
  }
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  throw new Refusal('policy_failed', { cause: `${expression.source} is no text or number` });
}

/** Where the idempotency key of a call counts. Throws `policy_failed` where the key is no text or number. */
export const idempotencyScope = (call: BoundCall): IdempotencyScope => ({
  tenant: call.caller?.tenant ?? null,
  tool: call.contract.name,
  // A tool without a key of its own has no scope; every call would be one.
  key: keyText(call.contract.idempotencyKey?.key as Expression, call),
});
