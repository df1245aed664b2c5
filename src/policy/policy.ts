import type { BoundCall, Decision } from '../call.js';
import type { World } from '../world.js';

/**
 * One question asked of every call. A policy only answers; it cannot run the call. One that throws denies
 * (`policy_failed`, or `store_unavailable` for a store). With `world.dry` it charges and stores nothing.
 */
export type Policy = (call: BoundCall, world: World) => Decision | Promise<Decision>;
