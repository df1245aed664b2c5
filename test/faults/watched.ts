import type { Ledger } from '../../src/ledger/ledger.js';

export type Moment = 'before' | 'after';

type Method = (...given: unknown[]) => unknown;

/**
 * A ledger that tells `visit` of every operation before it and after it, and waits for what `visit` does about it: a
 * throw is the operation's failure. Whatever method the ledger has is told of, so a new one cannot be forgotten.
 */
export function watched(
  ledger: Ledger,
  visit: (operation: string, moment: Moment) => unknown,
): Ledger {
  const told =
    (name: string, method: Method): Method =>
    async (...given) => {
      await visit(name, 'before');
      const answer = await method.apply(ledger, given);
      await visit(name, 'after');
      return answer;
    };
  const entries = Object.entries(ledger).map(([name, value]) => [
    name,
    typeof value === 'function' ? told(name, value as Method) : value,
  ]);
  // Every method of the ledger, wrapped.
  return Object.fromEntries(entries) as unknown as Ledger;
}
