import { appendFileSync } from 'node:fs';
import { type Env, systemEnv } from '../../src/env.js';
import { createRuntime } from '../../src/index.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import type { Runtime } from '../../src/runtime-api.js';
import { handlers, tools } from './desk.js';
import { type Moment, watched } from './watched.js';

/** How long a lease lasts before it is renewed, and how long a record waits for others, in ms. */
const RENEW_MS = 5_000;
const GROUP_MS = 50;

/** The world of a process: its clock so far ahead, its timers such that every run of a script is the same. */
export function steadyEnv(aheadMs: number): Env {
  let renewed = false;
  return {
    ...systemEnv,
    now: () => systemEnv.now() + aheadMs,
    after(ms, run) {
      // What the log holds back is written by whoever needs it to be, and at the end.
      if (ms === GROUP_MS || (ms === RENEW_MS && renewed)) return () => {};
      renewed ||= ms === RENEW_MS;
      return systemEnv.after(ms === RENEW_MS ? 1 : ms, run);
    },
  };
}

/** A runtime whose side effects are lines of a file, and whose every step `visit` is told of. */
export function faultyRuntime(
  ledger: Ledger,
  env: Env,
  effects: string,
  visit: (operation: string, moment: Moment) => unknown,
): Runtime {
  let renewed = (): void => {};
  const renewal = new Promise<void>((resolve) => {
    renewed = resolve;
  });
  const visited = async (operation: string, moment: Moment) => {
    await visit(operation, moment);
    if (operation === 'renew' && moment === 'after') renewed();
  };
  return createRuntime({
    tools,
    handlers: handlers({
      effect(line) {
        visit('handler', 'before');
        appendFileSync(effects, `${JSON.stringify(line)}\n`);
        visit('handler', 'after');
      },
      held: () => renewal,
    }),
    ledger: watched(ledger, visited),
    env,
    storeTimeoutMs: 60_000,
  });
}
