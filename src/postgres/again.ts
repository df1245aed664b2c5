/** What ended a statement for the sake of another: a conflict of transactions, a ring of waits (appendix A of its manual). */
const ENDED = new Set<unknown>(['40001', '40P01']);
/** More than meet at one row: of those that conflict, one gets through each time. */
const MOST = 100;

/**
 * Asks again where PostgreSQL ended the statement for another's sake, and undid it: a server may isolate transactions
 * more than these statements need (`default_transaction_isolation`), and ends whoever waited for a row that changed.
 */
export async function again<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let left = MOST; ; left -= 1) {
    try {
      return await ask();
    } catch (error) {
      if (left === 0 || !ENDED.has((error as { readonly code?: unknown } | null)?.code))
        throw error;
    }
  }
}
