import type { PermittedCall } from '../call.js';
import { copyOf } from '../json.js';
import { onAbort } from '../on-abort.js';
import type { World } from '../world.js';
import type { HandlerContext } from './handler-context.js';
import type { Holds } from './holds.js';

type GivenUp = 'timed_out' | 'canceled' | 'lease_lost';

/** How one run of a handler ended, as far as the call is concerned. */
export type Ended =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: GivenUp };

const words: Readonly<Record<GivenUp, string>> = {
  timed_out: 'the tool call timed out',
  canceled: 'the tool call was canceled',
  lease_lost: 'the exclusive key of the tool call, or its place in `concurrency`, was lost',
};

/**
 * Starts the handler: how it ended, where it has, or the race it is in. It is not trusted: one that ignores its signal
 * is left alone, its holds stay taken until it settles, and what it then says is recorded and goes nowhere.
 */
export function start(call: PermittedCall, context: HandlerContext): Ended | Race {
  try {
    // A copy: what is recorded, approved and tried again is never what a handler changed. Its own type says `never`:
    // only its tool knows its arguments, and they were validated by it.
    const work: unknown = call.handler(copyOf(call.args) as never, context);
    return isThenable(work) ? new Race(work) : { kind: 'returned', value: work };
  } catch (error) {
    return { kind: 'threw', error };
  }
}

/** As `await` has it: a function may be one, too. */
export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  (typeof value === 'object' || typeof value === 'function') &&
  value !== null &&
  typeof (value as { then?: unknown }).then === 'function';

/** A handler at work, against its time, its caller's patience and its lease. */
export class Race {
  ended: Ended | undefined;
  /** Who waits for it, from the turn after the first on. */
  settled: ((ended: Ended) => void) | undefined;

  constructor(work: PromiseLike<unknown>) {
    const promise = work instanceof Promise ? work : Promise.resolve(work);
    promise.then(
      (value) => settle(this, { kind: 'returned', value }),
      (error) => settle(this, { kind: 'threw', error }),
    );
  }

  /** Its end, or why it was given up, after at most `ms`. */
  wait(
    call: PermittedCall,
    world: World,
    holds: Holds | undefined,
    context: HandlerContext,
    ms: number,
  ): Promise<Ended> {
    const { signal } = call;
    return new Promise((resolve) => {
      const end = (ended: Ended) => {
        cancel();
        stop();
        resolve(ended);
      };
      const giveUp = (kind: GivenUp) => {
        if (this.ended || this.settled !== end) return;
        this.settled = ({ kind: late }) => leaveBehind(late === 'returned', call, world, holds);
        end({ kind });
        context.abort(new Error(words[kind]));
      };
      const canceled = () => giveUp('canceled');
      const stop = onAbort(signal, canceled);
      const cancel = world.env.after(ms, () => giveUp('timed_out'));
      this.settled = end;
      holds?.lost?.then(() => giveUp('lease_lost'));
      if (signal?.aborted) canceled();
    });
  }
}

function settle(race: Race, ended: Ended): void {
  race.ended = ended;
  race.settled?.(ended);
}

/** The answer went out before: what is still held is given back, and the end is recorded. */
function leaveBehind(
  returned: boolean,
  call: PermittedCall,
  world: World,
  holds: Holds | undefined,
): void {
  holds?.release();
  const status = returned ? 'completed' : 'failed';
  world.recorder.record(call, { type: 'late', status, ms: Math.max(0, world.env.now() - call.at) });
}
