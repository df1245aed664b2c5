import { Refusal } from './error.js';
import { pause } from './pause.js';
import type { World } from './world.js';

/** How long until the next look: doubles, up to the last. */
const FIRST_LOOK_MS = 20;
const LAST_LOOK_MS = 500;

/**
 * Looks again and again until there is something to see. Otherwise a refusal: `busy` after `ms`, `canceled` as soon as
 * the signal aborts. A wait is no outage: after each pause the stores have their whole time again.
 */
export async function poll<Found>(
  look: () => Promise<Found | undefined>,
  ms: number,
  { env, budget }: Pick<World, 'env' | 'budget'>,
  signal: AbortSignal | undefined,
): Promise<Found | Refusal> {
  const end = env.monotonic() + ms;
  for (let wait = FIRST_LOOK_MS; ; wait = Math.min(wait * 2, LAST_LOOK_MS)) {
    const found = await look();
    if (found !== undefined) return found;
    const left = end - env.monotonic();
    if (left <= 0) return new Refusal('busy');
    if (!(await pause(Math.min(wait, left), env, signal))) return new Refusal('canceled');
    budget.renew();
  }
}
