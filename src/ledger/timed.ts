import { Budget } from '../budget.js';
import type { Env } from '../env.js';
import { SetupError, StoreError } from '../error.js';
import type { Ledger } from './ledger.js';

type Method = Exclude<keyof Ledger, 'name'>;

/**
 * Whose time a method takes: `call` that of the call which waits for it, `own` a time of its own, since it is done
 * beside the call. Those that read or close the log are no part of a call; what is appended must not be given up and
 * written again while nobody knows whether it was stored, so the recorder alone decides how long to wait.
 */
const timed: Readonly<Record<Method, 'call' | 'own' | 'none'>> = {
  now: 'call',
  begin: 'call',
  withdraw: 'own',
  retake: 'call',
  settle: 'call',
  call: 'call',
  idempotency: 'call',
  claim: 'call',
  complete: 'call',
  release: 'call',
  acquire: 'call',
  renew: 'own',
  free: 'own',
  propose: 'call',
  approval: 'call',
  approvalOf: 'call',
  approvals: 'call',
  decide: 'call',
  redeem: 'call',
  grants: 'call',
  spend: 'call',
  saveRun: 'call',
  run: 'call',
  append: 'none',
  audit: 'none',
  heads: 'none',
  close: 'none',
};

type Work = (...given: unknown[]) => Promise<unknown>;
type TimedWork = (budget: Budget | undefined, ...given: unknown[]) => Promise<unknown>;

/** A ledger that answers in time or throws `StoreError`: one that hangs must not hold a call up. */
export interface TimedLedger {
  /** Each answer has `ms`. */
  readonly each: Ledger;
  /** All answers together have what is left of the budget. To be called by its methods: they need their `this`. */
  within(budget: Budget): Ledger;
}

/**
 * What a ledger does late it still does: an approval used late is found used by the same call, which may go on; a call
 * begun late was withdrawn by whoever gave up waiting.
 */
export function timedLedger(
  ledger: Ledger,
  ms: number,
  env: Pick<Env, 'after' | 'monotonic'>,
): TimedLedger {
  const each: Record<string, Work> = {};
  const shared: Record<string, Work> = {};
  for (const [name, whose] of Object.entries(timed)) {
    const work = inTime(name, (ledger[name as Method] as Work).bind(ledger), whose, ms, env);
    each[name] = (...given) => work(undefined, ...given);
    shared[name] = function (this: { readonly budget: Budget }, ...given) {
      return work(this.budget, ...given);
    };
  }
  // What else an implementation offers stays there. The methods of both are those of the interface.
  const view = Object.assign(Object.create(ledger), shared);
  return {
    each: Object.assign(Object.create(ledger), each) as Ledger,
    within: (budget) => Object.assign(Object.create(view), { budget }) as Ledger,
  };
}

function inTime(
  name: string,
  method: Work,
  whose: 'call' | 'own' | 'none',
  ms: number,
  env: Pick<Env, 'after' | 'monotonic'>,
): TimedWork {
  const late = () => new StoreError('ledger', `the ledger took longer than ${ms} ms (${name})`);
  return async (budget, ...given) => {
    try {
      if (whose === 'none') return await method(...given);
      const time = whose === 'call' && budget ? budget : new Budget(ms, env);
      if (time.spent) throw late();
      return await waited(method(...given), time, late);
    } catch (cause) {
      // Whatever an implementation throws, the call is refused for its store.
      if (cause instanceof StoreError || cause instanceof SetupError) throw cause;
      throw new StoreError('ledger', `the ledger failed (${name})`, { cause });
    }
  };
}

async function waited(work: Promise<unknown>, budget: Budget, late: () => Error): Promise<unknown> {
  let done = false;
  const settled = () => {
    done = true;
  };
  work.then(settled, settled);
  // One turn first: memory has answered by then, and needs no timer.
  await undefined;
  return done ? work : budget.wait(work, late);
}
