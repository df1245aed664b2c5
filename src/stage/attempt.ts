import type { PermittedCall } from '../call.js';
import { copyOf } from '../json.js';
import type { World } from '../world.js';
import type { HandlerContext } from './handler-context.js';
import type { Holds } from './holds.js';

/** How one run of a handler ended, as far as the call is concerned. */
export type Ended =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'timed_out' | 'canceled' | 'lease_lost' };

type GivenUp = 'timed_out' | 'canceled' | 'lease_lost';

const words: Readonly<Record<GivenUp, string>> = {
  timed_out: 'the tool call timed out',
  canceled: 'the tool call was canceled',
  lease_lost: 'the exclusive key of the tool call was lost',
};

/**
 * Runs the handler once, for at most `ms`. It does not trust the handler: one that ignores its signal is left alone, its
 * holds stay taken until it settles, and what it then says is recorded and goes nowhere.
 */
export function attempt(
  call: PermittedCall,
  world: World,
  holds: Holds,
  context: HandlerContext,
  ms: number,
): Ended | Promise<Ended> {
  let work: unknown;
  try {
    // A copy: what is recorded, approved and tried again is never what a handler changed. Its own type says `never`:
    // only its tool knows its arguments, and they were validated by it.
    work = call.handler(copyOf(call.args) as never, context);
  } catch (error) {
    return { kind: 'threw', error };
  }
  if (!isThenable(work)) return { kind: 'returned', value: work };
  const promise = work instanceof Promise ? work : Promise.resolve(work);
  return new Race(call, world, holds, context).run(promise, ms);
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as { then?: unknown }).then === 'function';

class Race {
  readonly #call: PermittedCall;
  readonly #world: World;
  readonly #holds: Holds;
  readonly #context: HandlerContext;
  #open = true;
  constructor(call: PermittedCall, world: World, holds: Holds, context: HandlerContext) {
    this.#call = call;
    this.#world = world;
    this.#holds = holds;
    this.#context = context;
  }

  run(work: Promise<unknown>, ms: number): Promise<Ended> {
    const { signal } = this.#call;
    return new Promise((resolve) => {
      const onAbort = () => giveUp('canceled');
      const end = (ended: Ended) => {
        this.#open = false;
        cancel();
        signal?.removeEventListener('abort', onAbort);
        resolve(ended);
      };
      const giveUp = (kind: GivenUp) => {
        if (!this.#open) return;
        end({ kind });
        this.#context.abort(new Error(words[kind]));
      };
      let cancel = (): void => undefined;
      const arm = () => {
        if (this.#open) cancel = this.#world.env.after(ms, () => giveUp('timed_out'));
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#holds.lost?.then(() => giveUp('lease_lost'));
      work.then(
        (value) => (this.#open ? end({ kind: 'returned', value }) : this.#late('completed')),
        (error) => (this.#open ? end({ kind: 'threw', error }) : this.#late('failed')),
      );
      // A handler that is done by now needs no timer, which costs as much as a third of a whole call.
      queueMicrotask(arm);
    });
  }

  #late(status: 'completed' | 'failed'): void {
    this.#holds.release();
    const ms = this.#world.env.now() - this.#call.at;
    this.#world.recorder.record(this.#call, { type: 'late', status, ms });
  }
}
