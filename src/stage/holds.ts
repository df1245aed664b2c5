import type { PermittedCall } from '../call.js';
import type { Expression } from '../contract.js';
import { Refusal } from '../error.js';
import { keyText } from '../expression.js';
import type { Ledger } from '../ledger/ledger.js';
import { poll } from '../poll.js';
import type { World } from '../world.js';
import { LEASE_MS, Lease } from './lease.js';

/** What a call holds until its handler really settles, even after it was given up. */
export class Holds {
  fence: number | undefined;
  /** Resolves when a lease is lost; a handler that runs on without it is given up. */
  lost: Promise<void> | undefined;
  #leases: readonly Lease[] = [];
  #releases: (() => void)[] | undefined;
  #released = false;

  /** Something to give back, before what was added earlier; at once where that was given back already. */
  add(release: () => void): void {
    if (this.#released) release();
    else this.#releases = [release, ...(this.#releases ?? [])];
  }

  /** Whether a lease is gone already: nothing may start on it. */
  get gone(): boolean {
    return this.#leases.some((lease) => lease.gone);
  }

  /** One more lease that the call cannot do without. */
  losing(lease: Lease): void {
    this.#leases = [...this.#leases, lease];
    this.lost = this.lost ? Promise.race([this.lost, lease.lost]) : lease.lost;
  }

  release(): void {
    this.#released = true;
    const releases = this.#releases;
    this.#releases = undefined;
    if (releases) for (const release of releases) release();
  }
}

/** Nobody waits for what goes back to its store, but `close`. */
export function givenBack(promise: Promise<void>, { givingBack }: World): void {
  givingBack.add(promise);
  promise.finally(() => givingBack.delete(promise));
}

/** The lease of the tool's `exclusive` key; `busy` when another holds it beyond the tool's timeout. */
export async function holdLease(call: PermittedCall, world: World, holds: Holds): Promise<void> {
  const ledger = world.ledger as Ledger;
  const name = leaseName(call);
  const owner = world.env.id();
  let asked = 0;
  const acquire = () => {
    asked = world.env.monotonic();
    return ledger.acquire(name, owner, LEASE_MS);
  };
  const lease = await poll(acquire, call.contract.timeoutMs, world, call.signal);
  if (lease instanceof Refusal) throw lease;
  if (typeof lease.fence !== 'number')
    throw new TypeError('the ledger gave a lease without a fence');
  holds.fence = lease.fence;
  const kept = new Lease(asked, () => ledger.renew(name, owner, LEASE_MS), world.env);
  holds.add(() => {
    void kept.end();
    // A lease that cannot be freed now dies by itself.
    givenBack(
      ledger.free(name, owner).catch(() => undefined),
      world,
    );
  });
  holds.losing(kept);
}

const leaseName = (call: PermittedCall): string => {
  const { exclusive, name } = call.contract;
  const tenant = call.caller?.tenant ?? null;
  return JSON.stringify([tenant, name, keyText(exclusive as Expression, call)]);
};
