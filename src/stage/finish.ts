import {
  type BoundCall,
  calledId,
  type Decided,
  type Outcome,
  type PermittedCall,
  type Received,
  type Result,
} from '../call.js';
import { type Failure, StoreError } from '../error.js';
import type { EventBody } from '../event.js';
import type { Json } from '../json.js';
import { privateTexts } from '../redact.js';
import { causeText } from '../text/cause.js';
import { withoutTexts } from '../without-texts.js';
import type { World } from '../world.js';
import { argumentsOf, intentOf } from './audit.js';
import type { Execution } from './execute.js';
import { failure, failureOf, refusalOf, unreadable } from './failure.js';
import { notFound } from './resolve.js';
import { completedText, failedText, pendingText } from './text.js';

/** The answer to a call that ran: its result held to its schema, and put into words for the model. */
export function finish(call: PermittedCall, execution: Execution, world: World): Outcome {
  const { result, replayed, cause } = execution;
  if (result.status === 'failed') return failed(call, result.error, world, cause, replayed);
  const { value } = result;
  try {
    hold(value, call);
    const text = completedText(value, call.contract);
    record(call, world, { status: 'completed' }, replayed);
    return completed(call, text, value);
  } catch (fault) {
    // It ran: whatever goes wrong from here on must not read as if nothing had.
    return failed(call, unreadable(call.contract), world, fault, replayed);
  }
}

/** Holds a result to its schema. The operator reads where it breaks it; the value stays out of the log. */
function hold(value: Json, { validators, contract }: PermittedCall): void {
  const validate = validators.result;
  if (!validate || validate(value) === true) return;
  const [first] = validate.errors ?? [];
  // Where it breaks is told by names, and some may be private.
  const hidden = privateTexts(value, contract.result, contract.shapes);
  throw new Error(withoutTexts(`the result breaks its schema: ${JSON.stringify(first)}`, hidden));
}

type Answer = Exclude<Decided, { effect: 'permit' }>;

/** The answer to a call that did not run now: it waits for a person, or the ledger knew its outcome. */
export function answer(call: BoundCall, decided: Answer, world: World): Outcome {
  if (decided.effect === 'answer') {
    world.recorder.record(call, intentOf(call));
    // The policies have the last word on it; only running it again is spared.
    const known: Execution = { result: decided.result, replayed: true };
    return finish(call as PermittedCall, known, world);
  }
  const { approval } = decided;
  world.recorder.record(call, {
    type: 'pending',
    approval: approval.id,
    contract: call.contract.hash,
    args: argumentsOf(call),
    expiresAt: approval.expiresAt,
  });
  return outcome(call, pendingText(approval.id), { status: 'pending', approval });
}

/** The answer to a call that was stopped on its way: nothing ran. */
export function refuse(call: Received, thrown: unknown, world: World): Outcome {
  const refusal = refusalOf(thrown);
  if (thrown instanceof StoreError) noteOutage(call, thrown, world);
  if (!call.intended) world.recorder.record(call, intentOf(call));
  const { hidden, cause } = refusal.detail;
  const error = failureOf(refusal);
  if (!hidden) return failed(call, error, world, cause);
  // The model reads what it would read of a tool that does not exist; the program sees the true code.
  const shown: Failure = { ...failure('tool_not_found'), message: notFound(call, world) };
  record(call, world, { status: 'failed', code: error.code }, undefined, cause);
  return outcome(call, failedText(shown), { status: 'failed', error });
}

const noteOutage = (call: Received, { store, message }: StoreError, { recorder }: World): void =>
  recorder.record(call, { type: 'outage', store, mode: 'deny', cause: message });

function failed(
  call: Received,
  error: Failure,
  world: World,
  cause: unknown,
  replayed?: true,
): Outcome {
  record(call, world, { status: 'failed', code: error.code }, replayed, cause);
  return outcome(call, failedText(error), { status: 'failed', error });
}

type Ending = { readonly status: 'completed' | 'failed'; readonly code?: string };

function record(
  call: Received,
  world: World,
  ending: Ending,
  replayed: true | undefined,
  cause?: unknown,
): void {
  const now = world.env.now();
  // A clock that was set back would make it less than nothing.
  const ms = Math.max(0, now - call.at);
  const { status, code } = ending;
  const id = calledId(call.call);
  // Most calls, without a spread: three of them cost as much as a stage.
  const body: EventBody =
    code === undefined && !replayed
      ? { type: 'outcome', status, ms, call: id }
      : {
          type: 'outcome',
          ...ending,
          ms,
          call: id,
          ...(replayed && { replayed }),
          ...(cause !== undefined && { cause: causeText(cause) }),
        };
  world.recorder.record(call, body, now);
}

const completed = ({ key, call }: Received, text: string, value: Json): Outcome => ({
  key,
  call,
  text,
  content: [{ type: 'text', text }],
  status: 'completed',
  value,
});

const outcome = (call: Received, text: string, result: Result): Outcome => ({
  key: call.key,
  call: call.call,
  text,
  content: [{ type: 'text', text }],
  ...result,
});
