import type { Received } from './call.js';
import { open } from './stage/open.js';

/** A call that goes on after a wait. */
export function afterWait<Call extends Received>(call: Call): Call {
  open<Received>(call).waited = true;
  return call;
}

/** The time, where it is still the one that the call came at: a look at the clock costs as much as a stage. */
export const timeOf = ({ waited, at }: Received): number | undefined => (waited ? undefined : at);
