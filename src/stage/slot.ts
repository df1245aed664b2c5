import type { PermittedCall } from '../call.js';
import { Refusal } from '../error.js';
import type { Place } from '../limiter/limiter.js';
import { poll } from '../poll.js';
import type { World } from '../world.js';
import { givenBack, type Holds } from './holds.js';
import { LEASE_MS, Lease } from './lease.js';

/**
 * A slot of the tool's `concurrency`: one of this process, whose calls wait in line for it, and with it a place among
 * all processes that share the limiter. `busy` when none is free within the tool's timeout.
 */
export async function holdSlot(call: PermittedCall, world: World, holds: Holds): Promise<void> {
  const { name, timeoutMs } = call.contract;
  const most = call.contract.concurrency as number;
  const end = world.env.monotonic() + timeoutMs;
  const release = await world.slots.take(name, most, timeoutMs, call.signal);
  if (!release) throw new Refusal(call.signal?.aborted ? 'canceled' : 'busy');
  const place = { key: JSON.stringify(['concurrency', name]), owner: world.env.id() };
  const hold = async ({ limiter }: World) => limiter.hold(place, most, LEASE_MS);
  let asked = 0;
  const take = async () => {
    asked = world.env.monotonic();
    return (await hold(world)) === true || undefined;
  };
  let lease: Lease | undefined;
  // The slot of this process is free when the place is: who waits for it then finds one.
  const giveBack = () => givenBack(freed(place, lease, world).finally(release), world);
  try {
    const refusal = await poll(take, end - world.env.monotonic(), world, call.signal);
    if (refusal instanceof Refusal) throw refusal;
  } catch (error) {
    // A store that failed to answer may have given the place all the same.
    giveBack();
    throw error;
  }
  // Renewed beside the call, and not out of its time.
  lease = new Lease(asked, () => hold(world.anew()), world.env);
  holds.losing(lease);
  holds.add(giveBack);
}

/** Gives the place back. One that cannot be freed now dies by itself. */
async function freed(place: Place, lease: Lease | undefined, world: World): Promise<void> {
  // A renewal on its way must not come after.
  await lease?.end();
  try {
    await world.anew().limiter.free(place);
  } catch {}
}
