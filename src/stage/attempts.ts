import type { PermittedCall, StoredResult } from '../call.js';
import type { Contract } from '../contract.js';
import type { ErrorCode, ToolError } from '../error.js';
import { pause } from '../pause.js';
import { causeText } from '../text/cause.js';
import type { Context } from '../tool.js';
import type { World } from '../world.js';
import { type Ended, Race, start } from './attempt.js';
import { failure, unreadable } from './failure.js';
import { HandlerContext } from './handler-context.js';
import type { Holds } from './holds.js';
import { plainJson } from './plain.js';

export interface Attempted {
  readonly result: StoredResult;
  /** For the operator: why it failed. */
  readonly cause?: unknown;
  /** Given up, and perhaps still at work: what it holds stays taken until it settles. */
  readonly givenUp?: true;
}

/**
 * A handler at work, within the tool's timeout; again after an undeclared throw where that is safe: a read, or a tool
 * that promises to be idempotent.
 */
export class Running {
  readonly #call: PermittedCall;
  readonly #world: World;
  readonly #holds: Holds | undefined;
  readonly #app: Context['app'];
  readonly #until: number;
  #context: HandlerContext;
  #work: Ended | Race;

  constructor(call: PermittedCall, world: World, holds: Holds | undefined, app: Context['app']) {
    this.#call = call;
    this.#world = world;
    this.#holds = holds;
    this.#app = app;
    const { timeoutMs } = call.contract;
    this.#until = mostAttempts(call.contract) > 1 ? world.env.monotonic() + timeoutMs : 0;
    this.#context = new HandlerContext(call, world, app, holds?.fence);
    this.#work = start(call, this.#context);
  }

  /** What came of it, where that is known by now. */
  settled(): Attempted | undefined {
    const ended = this.#work instanceof Race ? this.#work.ended : this.#work;
    const { contract } = this.#call;
    if (!ended || (ended.kind === 'threw' && mostAttempts(contract) > 1)) return undefined;
    this.#holds?.release();
    return attempted(ended, contract);
  }

  /** What came of it, in time. Never throws. */
  async end(): Promise<Attempted> {
    const [call, world, holds, until] = [this.#call, this.#world, this.#holds, this.#until];
    const { contract } = call;
    for (let count = 1; ; count += 1) {
      const work = this.#work;
      // One turn first: a handler that is done by now needs no timer, which costs as much as the rest of the call.
      if (work instanceof Race && !work.ended) await undefined;
      const left = count === 1 ? contract.timeoutMs : until - world.env.monotonic();
      const ended =
        work instanceof Race
          ? (work.ended ?? (await work.wait(call, world, holds, this.#context, left)))
          : work;
      if (!(await this.#again(ended, count))) {
        // A handler that was given up keeps its holds until it settles.
        if (ended.kind === 'returned' || ended.kind === 'threw') holds?.release();
        return attempted(ended, contract);
      }
      this.#context = new HandlerContext(call, world, this.#app, holds?.fence);
      this.#work = start(call, this.#context);
    }
  }

  async #again(ended: Ended, count: number): Promise<boolean> {
    const { contract } = this.#call;
    if (ended.kind !== 'threw' || count >= mostAttempts(contract)) return false;
    if (isDefinite(ended.error, contract)) return false;
    if (!(await backOff(this.#call, this.#world, count, this.#until, ended.error))) return false;
    return !this.#holds?.gone;
  }
}

const mostAttempts = (contract: Contract): number =>
  contract.retry && repeatable(contract) ? contract.retry.attempts : 1;

export const repeatable = ({ effect, idempotent }: Contract): boolean =>
  effect === 'read' || idempotent === true;

/** Exponential, with jitter between half and the whole; false when the time or the caller's patience is over. */
async function backOff(
  call: PermittedCall,
  world: World,
  count: number,
  end: number,
  error: unknown,
): Promise<boolean> {
  const most = (call.contract.retry?.backoffMs ?? 0) * 2 ** (count - 1);
  const wait = Math.round(most * (0.5 + world.env.random() / 2));
  if (world.env.monotonic() + wait >= end) return false;
  world.recorder.record(call, { type: 'retry', attempt: count, cause: causeText(error) });
  return pause(wait, world.env, call.signal);
}

function attempted(ended: Ended, contract: Contract): Attempted {
  switch (ended.kind) {
    case 'returned':
      return returned(ended.value, contract);
    case 'threw':
      return threw(ended.error, contract);
    case 'lease_lost':
      return givenUp(contract.effect === 'read' ? 'busy' : 'outcome_unknown', ended.kind);
    default:
      return givenUp(repeatable(contract) ? ended.kind : 'outcome_unknown', ended.kind);
  }
}

function returned(value: unknown, contract: Contract): Attempted {
  const plain = plainJson(value);
  if ('fault' in plain)
    return { result: { status: 'failed', error: unreadable(contract) }, cause: plain.fault };
  return { result: { status: 'completed', value: plain.value } };
}

function threw(error: unknown, contract: Contract): Attempted {
  const declared = declaredBy(error, contract);
  if (declared) return { result: { status: 'failed', error: declared }, cause: error };
  if (isNamed(error, 'NotImplemented')) return failed('not_implemented', error);
  return failed(repeatable(contract) ? 'handler_failed' : 'outcome_unknown', error);
}

const isDefinite = (error: unknown, contract: Contract): boolean =>
  declaredBy(error, contract) !== undefined || isNamed(error, 'NotImplemented');

/** A declared error of this very tool asserts that nothing happened; any other says nothing of the kind. */
function declaredBy(error: unknown, contract: Contract) {
  const { tool, code } = toolErrorOf(error) ?? {};
  if (tool !== contract.name || typeof code !== 'string') return undefined;
  if (!contract.errors || !Object.hasOwn(contract.errors, code)) return undefined;
  const declared = contract.errors[code];
  return declared && { code, ...declared };
}

const toolErrorOf = (error: unknown): Partial<Record<'tool' | 'code', unknown>> | undefined =>
  readable(() => {
    if (!isNamed(error, 'ToolError')) return undefined;
    const { tool, code } = error as ToolError;
    return { tool, code };
  });

// By name: the user's tree may hold a second copy of this package.
const isNamed = (error: unknown, name: string): boolean =>
  readable(() => error instanceof Error && error.name === name) ?? false;

/** What was thrown may throw when it is looked at; that says nothing, and must not undo that the handler ran. */
function readable<Answer>(look: () => Answer): Answer | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

const failed = (code: ErrorCode, cause: unknown): Attempted => ({
  result: { status: 'failed', error: failure(code) },
  cause,
});

const givenUp = (code: ErrorCode, cause: string): Attempted => ({
  ...failed(code, cause),
  givenUp: true,
});
