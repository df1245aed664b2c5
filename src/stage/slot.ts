import type { PermittedCall } from '../call.js';
import { Refusal } from '../error.js';
import type { Limiter, Place } from '../limiter/limiter.js';
import { poll } from '../poll.js';
import type { World } from '../world.js';
import { givenBack, type Holds, type Lease } from './holds.js';

/**
 * How long a place lasts between renewals. That of a process that dies is free again after this; that of one which only
 * stalls for so long too, and then there is a call more at work than there are places.
 */
const PLACE_MS = 15_000;
const RENEW_MS = 5_000;
const AGAIN_MS = 1_000;

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
  const key = JSON.stringify(['concurrency', name]);
  const held = new HeldPlace({ key, owner: world.env.id() }, most, world);
  // The slot of this process is free when the place is: who waits for it then finds one.
  const giveBack = () => givenBack(held.end().finally(release), world);
  try {
    const left = end - world.env.monotonic();
    const refusal = await poll(() => held.take(), left, world, call.signal);
    if (refusal instanceof Refusal) throw refusal;
  } catch (error) {
    // A store that failed to answer may have given the place all the same.
    giveBack();
    throw error;
  }
  holds.losing(held);
  holds.add(giveBack);
}

/** A place at the limiter, renewed until it is given back or lost. */
class HeldPlace implements Lease {
  /** Resolves when the place may be another's: its time was over, or the store gave it away. */
  readonly lost: Promise<void>;
  readonly #place: Place;
  readonly #most: number;
  readonly #world: World;
  #lose = (): void => {};
  #cancelLoss = (): void => {};
  #cancelRenewal = (): void => {};
  #renewing: Promise<void> | undefined;
  #lost = false;
  /** By `Env.monotonic`. */
  #until = 0;
  #ended = false;

  constructor(place: Place, most: number, world: World) {
    this.#place = place;
    this.#most = most;
    this.#world = world;
    this.lost = new Promise((resolve) => {
      this.#lose = () => {
        this.#lost = true;
        resolve();
      };
    });
  }

  get gone(): boolean {
    return this.#lost || this.#world.env.monotonic() >= this.#until;
  }

  /** True when the place is taken, and renewed from then on. */
  async take(): Promise<true | undefined> {
    if (!(await this.#ask(this.#world.limiter))) return undefined;
    this.#renewLater(RENEW_MS);
    return true;
  }

  /** Asks for the place, or for more time on it: counted here from the question, which is before the store counts. */
  async #ask(limiter: Limiter): Promise<boolean> {
    const { env } = this.#world;
    const asked = env.monotonic();
    if ((await limiter.hold(this.#place, this.#most, PLACE_MS)) !== true) return false;
    this.#cancelLoss();
    this.#until = asked + PLACE_MS;
    const left = this.#until - env.monotonic();
    if (!this.#ended) this.#cancelLoss = env.after(left, () => this.#lose(), true);
    return true;
  }

  #renewLater(ms: number): void {
    if (this.#ended) return;
    const renew = () => {
      // Beside the call, and not out of its time.
      this.#renewing = this.#ask(this.#world.anew().limiter).then(
        (still) => (still ? this.#renewLater(RENEW_MS) : this.#lose()),
        // The store may be back before the time of the place is over.
        () => this.#renewLater(AGAIN_MS),
      );
    };
    // Not for the sake of a handler that was given up and never ends: its process may.
    this.#cancelRenewal = this.#world.env.after(ms, renew, true);
  }

  /** Gives the place back. One that cannot be freed now dies by itself. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#cancelRenewal();
    this.#cancelLoss();
    // A renewal on its way must not come after.
    if (this.#renewing) await this.#renewing;
    try {
      await this.#world.anew().limiter.free(this.#place);
    } catch {}
  }
}
