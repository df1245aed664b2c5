import type { PermittedCall } from '../call.js';
import type { World } from '../world.js';
import { type Attempted, attempts } from './attempts.js';
import { Holds, holdLease, holdSlot } from './holds.js';
import { announce, claim, conclude } from './write-ahead.js';

/**
 * Runs a permitted call: takes its exclusive key, a slot and its idempotency key, writes down what is about to happen,
 * runs the handler within its time, and writes down what came of it. Throws a `Refusal` only while nothing has run.
 */
export async function execute(call: PermittedCall, world: World): Promise<Execution> {
  const { contract } = call;
  const given = world.app(call.caller, call.call);
  const app = given instanceof Promise ? await given : given;
  const holds = new Holds();
  try {
    if (contract.exclusive) await holdLease(call, world, holds);
    if (contract.concurrency !== undefined) await holdSlot(call, world, holds);
    const before = (await claim(call, world)) ?? (await announce(call, world));
    if (before) {
      holds.release();
      return { result: before, replayed: true };
    }
    const attempted = await attempts(call, world, holds, app);
    if (contract.effect !== 'read' || contract.idempotencyKey)
      await conclude(call, attempted.result, world);
    return { ...attempted, replayed: false };
  } catch (error) {
    holds.release();
    throw error;
  }
}

export interface Execution extends Attempted {
  /** From the ledger: the handler did not run now. */
  readonly replayed: boolean;
}
