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
 * Runs the handler within the tool's timeout, again after an undeclared throw where that is safe: a read, or a tool
 * that promises to be idempotent. Never throws.
 */
export async function attempts(
  call: PermittedCall,
  world: World,
  holds: Holds,
  app: Context['app'],
): Promise<Attempted> {
  const { contract } = call;
  const most = repeatable(contract) ? (contract.retry?.attempts ?? 1) : 1;
  const end = most > 1 ? world.env.monotonic() + contract.timeoutMs : 0;
  for (let count = 1; ; count += 1) {
    const context = new HandlerContext(call, world, app, holds.fence);
    const work = start(call, context);
    // One turn first: a handler that is done by now needs no timer, which costs as much as the rest of the call.
    if (work instanceof Race) await undefined;
    const left = count === 1 ? contract.timeoutMs : end - world.env.monotonic();
    const ended =
      work instanceof Race
        ? (work.ended ?? (await work.wait(call, world, holds, context, left)))
        : work;
    const again = ended.kind === 'threw' && count < most && !isDefinite(ended.error, contract);
    if (again && (await backOff(call, world, count, end, ended.error))) continue;
    // A handler that was given up keeps its holds until it settles.
    if (ended.kind === 'returned' || ended.kind === 'threw') holds.release();
    return attempted(ended, contract);
  }
}

const repeatable = ({ effect, idempotent }: Contract): boolean =>
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
  if (!isNamed(error, 'ToolError')) return undefined;
  const { tool, code } = error as ToolError;
  if (tool !== contract.name || !contract.errors || !Object.hasOwn(contract.errors, code))
    return undefined;
  const declared = contract.errors[code];
  return declared && { code, ...declared };
}

// By name: the user's tree may hold a second copy of this package.
const isNamed = (error: unknown, name: string): boolean =>
  error instanceof Error && error.name === name;

const failed = (code: ErrorCode, cause: unknown): Attempted => ({
  result: { status: 'failed', error: failure(code) },
  cause,
});

const givenUp = (code: ErrorCode, cause: string): Attempted => ({
  ...failed(code, cause),
  givenUp: true,
});
