import {
  checkHandlers,
  checkLedger,
  checkOptions,
  checkParts,
  checkSteps,
  checkToolset,
} from './boot-checks.js';
import { Budget } from './budget.js';
import { checkTimeout } from './deadline.js';
import { type Env, systemEnv } from './env.js';
import { SetupError } from './error.js';
import { byCodeUnit } from './json.js';
import { timedLedger } from './ledger/timed.js';
import { memoryLimiter } from './limiter/memory.js';
import { timedLimiter } from './limiter/timed.js';
import { localShare } from './local-share.js';
import { createRecorder } from './record.js';
import type { RuntimeOptions } from './runtime-api.js';
import { createSlots } from './slots.js';
import { isThenable } from './stage/attempt.js';
import { nearest } from './text/nearest.js';
import type { AnyTool, Context, Handler } from './tool.js';
import type { AppContext, World } from './world.js';

type Options = RuntimeOptions<Readonly<Record<string, AnyTool>>>;

/** The world of a runtime, once everything fits together. */
export function boot<Tools extends Readonly<Record<string, AnyTool>>>(
  given: RuntimeOptions<Tools>,
): World {
  checkOptions(given);
  // The types of the single tools have done their work at the call of createRuntime.
  const options = given as unknown as Options;
  checkToolset(options.tools);
  const handlers = options.handlers as Readonly<Record<string, Handler>>;
  checkHandlers(options.tools.tools, handlers);
  const tools = new Map(enabled(options).map((name) => [name, pair(options, handlers, name)]));
  const contracts = [...tools.values()].map(({ tool }) => tool.contract);
  checkSteps(contracts);
  if (!options.ledger) checkLedger(contracts);
  const env: Env = { ...systemEnv, ...options.env };
  const { limiter, processes, storeTimeoutMs = 5_000 } = options;
  const sinks = options.events ?? [];
  checkTimeout('storeTimeoutMs', storeTimeoutMs);
  checkParts(options.ledger, limiter, sinks);
  const stores = timedStores(options, storeTimeoutMs, env);
  const { ledger } = stores;
  const world: World = {
    env,
    tools,
    ...stores.anew(),
    localShare:
      limiter && processes !== undefined ? localShare(limiter, processes, env) : undefined,
    recorder: createRecorder({ env, sinks, ledger, storeTimeoutMs, redact: options.redact }),
    slots: createSlots(env),
    givingBack: new Set(),
    app: appContext(options.context),
    root: options.root ?? workingDirectory(),
    redact: options.redact,
    // Only what says so allows: a program without types may misspell it.
    auditOnOutage: options.audit?.on_outage === 'allow' ? 'allow' : 'deny',
    dry: false,
    // Stores in memory answer at once: there is nothing to wait for.
    anew: options.ledger || options.limiter ? () => ({ ...world, ...stores.anew() }) : () => world,
  };
  return { ...world, ledger };
}

/** The stores, with a time to answer in: each answer its own, or all of a call together. */
function timedStores({ ledger, limiter }: Options, ms: number, env: Env) {
  const timed = ledger && timedLedger(ledger, ms, env);
  const memory = limiter ?? memoryLimiter({ env });
  return {
    ledger: timed?.each,
    anew() {
      const budget = new Budget(ms, env);
      return {
        budget,
        ledger: timed?.within(budget),
        limiter: limiter ? timedLimiter(limiter, ms, budget) : memory,
      };
    },
  };
}

function enabled({ tools, tighten }: Options): string[] {
  const disabled = tighten?.disable ?? [];
  for (const name of disabled)
    if (!Object.hasOwn(tools.tools, name))
      throw new SetupError(
        'unknown_tool',
        `tighten.disable names ${name}, which is no tool of ${tools.name}: ${meant(name, tools.tools)}`,
      );
  return Object.keys(tools.tools)
    .filter((name) => !disabled.includes(name))
    .sort(byCodeUnit);
}

const meant = (name: string, tools: object): string => {
  const close = nearest(name, Object.keys(tools));
  return close === undefined ? 'leave it out' : `did you mean ${close}?`;
};

const pair = ({ tools }: Options, handlers: Readonly<Record<string, Handler>>, name: string) => ({
  tool: tools.tools[name] as AnyTool,
  handler: handlers[name] as Handler,
});

/** A function may promise, in the way of any library; a value is handed on as it is, whatever it is. */
function appContext(context: Options['context']): AppContext {
  if (typeof context !== 'function') return () => context as Context['app'];
  return (caller, call) => {
    const app = (context as AppContext)(caller, call);
    return isThenable(app) ? Promise.resolve(app) : app;
  };
}

/** Node's, Bun's and Deno's; elsewhere there are no folders. */
function workingDirectory(): string {
  const { process } = globalThis as { process?: { cwd?: () => string } };
  return process?.cwd?.() ?? '/';
}
