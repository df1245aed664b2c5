import { systemEnv } from '../env.js';
import { isBusy } from './sqlite.js';

/** How long a statement waits for another process that is writing, while others go on. */
const PATIENCE_MS = 5_000;
/** Often, since a lock is free for moments: but of all that wait in this process only one asks. */
const PAUSE_MS = 2;

/**
 * Runs the statements of a connection. One that finds another process writing waits for its turn among those that
 * found the same, and then tries again and again; it fails when its time is over.
 */
export function patience(): <Answer>(statement: () => Answer) => Promise<Answer> {
  let last: Promise<unknown> = Promise.resolve();
  return async (statement) => {
    try {
      return statement();
    } catch (error) {
      if (!isBusy(error)) throw error;
    }
    // By the clock that never steps: one that is set back an hour would make a call wait for it.
    const end = systemEnv.monotonic() + PATIENCE_MS;
    const turn = last.then(() => again(statement, end));
    last = turn.catch(() => {});
    return turn;
  };
}

async function again<Answer>(statement: () => Answer, end: number): Promise<Answer> {
  for (;;) {
    try {
      return statement();
    } catch (error) {
      if (!isBusy(error) || systemEnv.monotonic() >= end) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
