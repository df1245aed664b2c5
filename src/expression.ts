import type { Expression, Scope } from './contract.js';
import { Refusal } from './error.js';

/**
 * What an expression that names something (`idempotency_key`, `exclusive`, a limit's `by`) comes to, as text: two values
 * are the same exactly when their texts are, so 1 and "1" differ. Throws `policy_failed` where there is none.
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
