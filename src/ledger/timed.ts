import { withDeadline } from '../deadline.js';
import type { Env } from '../env.js';
import { SetupError, StoreError } from '../error.js';
import type { Ledger } from './ledger.js';

type Method = Exclude<keyof Ledger, 'name'>;

/**
 * Which methods a call waits for. Those that read or close the log are no part of a call; what is appended must not be
 * given up and written again while nobody knows whether it was stored, so the recorder alone decides how long to wait.
 */
const timed: Readonly<Record<Method, boolean>> = {
  now: true,
  begin: true,
  retake: true,
  settle: true,
  call: true,
  idempotency: true,
  claim: true,
  complete: true,
  release: true,
  acquire: true,
  renew: true,
  free: true,
  propose: true,
  approval: true,
  approvalOf: true,
  approvals: true,
  decide: true,
  redeem: true,
  grant: true,
  grants: true,
  spend: true,
  saveRun: true,
  run: true,
  append: false,
  audit: false,
  heads: false,
  close: false,
};

type Work = (...given: unknown[]) => Promise<unknown>;

/**
 * A ledger that answers within `ms` or throws `StoreError`: one that hangs must not hold a call up. What it does late
 * it still does: an approval used late is found used by the same call, which may go on; a call begun late is known as
 * begun, and nobody runs it.
 */
export function timedLedger(ledger: Ledger, ms: number, env: Pick<Env, 'after'>): Ledger {
  const methods = Object.entries(timed).map(([name, waits]) => {
    const method = (ledger[name as Method] as Work).bind(ledger);
    return [name, failing(name, waits ? within(name, method, ms, env) : method)];
  });
  // What else an implementation offers stays there.
  return Object.assign(Object.create(ledger), Object.fromEntries(methods));
}

/** Whatever an implementation throws, the call is refused for its store. */
function failing(name: string, method: Work): Work {
  return async (...given) => {
    try {
      return await method(...given);
    } catch (cause) {
      if (cause instanceof StoreError || cause instanceof SetupError) throw cause;
      throw new StoreError('ledger', `the ledger failed (${name})`, { cause });
    }
  };
}

function within(name: string, method: Work, ms: number, env: Pick<Env, 'after'>): Work {
  const late = () => new StoreError('ledger', `the ledger took longer than ${ms} ms (${name})`);
  return async (...given) => {
    const work = method(...given);
    let done = false;
    const settled = () => {
      done = true;
    };
    work.then(settled, settled);
    // One turn first: memory has answered by then, and needs no timer.
    await undefined;
    return done ? work : withDeadline(work, ms, env, late);
  };
}
