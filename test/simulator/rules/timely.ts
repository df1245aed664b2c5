import { all, type Rule } from '../check.js';
import { truth } from '../tools.js';

/** As the simulated service and its tools say: what stores may take of a call, and what a handler may. */
const STORES_MS = 2_000;
const HANDLER_MS = 8_000;
/** A call may wait for the same request, for its exclusive key, for a place and for its idempotency key. */
const WAITS_MS = 4 * HANDLER_MS;
const ROUNDING_MS = 0.001;

/** Whatever the stores do, a call is decided in their time; what came of it is said in as much again. */
export const timely: Rule = (history, complain) => {
  for (const { ask, at, tool } of all(history, 'ask')) {
    const own = history.filter((seen) => 'ask' in seen && seen.ask === ask && seen.type !== 'ask');
    const [decided] = own;
    const end = own.find(({ type }) => type === 'answer' || type === 'threw');
    const key = end?.type === 'answer' ? end.outcome.key : undefined;
    // One that comes again while it is at work, or seems to be, waits for its end. So does one that did not start
    // itself, and whose call another began beside it.
    const before = decided?.type === 'answer' ? decided.at : at;
    const again = history.some(
      (seen) =>
        (seen.type === 'start' && seen.key === key && seen.ask !== ask) ||
        (seen.type === 'begun' && seen.key === key && seen.at < before),
    );
    const waits =
      tool && truth[tool].waits ? WAITS_MS + 3 * STORES_MS : again ? HANDLER_MS + STORES_MS : 0;
    if (decided && decided.at - at > STORES_MS + waits + ROUNDING_MS)
      complain(`ask ${ask} was decided after ${decided.at - at} ms`);
    if (decided && end && end.at - decided.at > HANDLER_MS + STORES_MS + ROUNDING_MS)
      complain(`ask ${ask} was answered ${end.at - decided.at} ms after it ran`);
  }
};
