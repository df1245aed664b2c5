import type { Failure, Refusal } from './error.js';
import type { Json, JsonObject } from './json.js';
import type { AnyTool, Caller, Contract, Handler, Validators } from './tool.js';

/** A tool call as it came from the model. */
export interface ToolCall {
  /** The provider's id: it addresses the answer and nothing else. */
  readonly id: string;
  /** The tool's. */
  readonly name: string;
  /** JSON text, as sent; or an object, from providers that parse themselves. */
  readonly arguments: string | JsonObject;
}

/** The name that was called: a server that imitates a provider may send anything, and null for a whole call. */
export const calledName = (call: Pick<ToolCall, 'name'> | null | undefined): string =>
  typeof call?.name === 'string' ? call.name : '';

/** Characters of a provider's id that are told of it. */
const LONGEST_ID = 128;

/** The provider's id, for people who look for the call: a server that imitates a provider may send anything. */
export const calledId = (call: Pick<ToolCall, 'id'> | null | undefined): string | undefined =>
  typeof call?.id === 'string' && call.id !== '' ? call.id.slice(0, LONGEST_ID) : undefined;

/** What a call carries from the moment it arrives. */
export interface Received {
  readonly call: ToolCall;
  readonly caller: Caller | null;
  /** The identity of the call: limits, ledger, approvals and replay use it alone. */
  readonly key: string;
  /** The run it belongs to; a call outside a model loop is a run of its own. */
  readonly run: string;
  readonly signal: AbortSignal | undefined;
  /** Set when the call is resumed on an approval. */
  readonly approval: Approval | undefined;
  /** The key was given by the program, so the same call may come again. */
  readonly replayable: boolean;
  /** Milliseconds, from `Env.now`. */
  readonly at: number;
  /** Something was waited for since: the time is another by now. */
  readonly waited?: boolean;
  /** A person agreed to this very call: it begins once, which a record in the ledger holds. */
  readonly approved?: boolean;
  /** Its approval was used just now: nothing has begun before. */
  readonly redeemed?: boolean;
  /** Its intent is in the audit log: there is exactly one a call. */
  readonly intended?: boolean;
}

export interface Resolved extends Received {
  readonly tool: AnyTool;
  readonly contract: Contract;
  readonly handler: Handler;
}

export interface Parsed extends Resolved {
  /** As the model sent them, and what tools.yaml marks `redact: true` with them. */
  readonly proposed: JsonObject;
  /** Every string in them is printable ASCII: most sanitizer steps have nothing to do. */
  readonly plain: boolean;
}

/** What a check marked without refusing the call. */
export interface Flag {
  /** JSON Pointer to the string. */
  readonly path: string;
  /** What was found, for the operator. */
  readonly reason: string;
}

export interface Normalised extends Parsed {
  /** After provider nulls, defaults and transforms. A fresh object: `proposed` stays as it came. */
  readonly args: JsonObject;
}

export interface ValidCall extends Normalised {
  readonly validators: Validators;
}

export interface GuardedCall extends ValidCall {
  /** What the checks marked without refusing. */
  readonly flags: readonly Flag[];
}

/** Checked and bound: the arguments are final. What a person approves and what runs. */
export interface BoundCall extends GuardedCall {
  readonly bound: true;
}

declare const permitted: unique symbol;
/** Only `decide` makes one, and `execute` takes nothing else. */
export interface PermittedCall extends BoundCall {
  readonly [permitted]: true;
}

/** `approved` waits to run, `used` began to; `expired`: nobody decided it, or nothing ran it, in time. */
export type ApprovalStatus = 'pending' | 'approved' | 'rejected' | 'used' | 'expired';

/** A call that waits for a person, or did. */
export interface Approval {
  /** Addresses it in `approvals` and `resume`. */
  readonly id: string;
  readonly status: ApprovalStatus;
  /** The caller's. `null`: a caller without one. */
  readonly tenant: string | null;
  /** Who asked, through the model. `null`: nobody signed in. */
  readonly caller: string | null;
  readonly run: string;
  /** The identity of the call it is for: it permits no other. */
  readonly key: string;
  /** The provider's id of the call, and the name it called. */
  readonly call: { readonly id: string; readonly name: string };
  readonly tool: string;
  /** Of the tool as it was when the person was asked: once tools.yaml changed it, the approval permits nothing. */
  readonly contractHash: string;
  /** Why a person is asked: the level's name. */
  readonly level: string;
  /** As the model sent them, and what tools.yaml marks `redact: true` with them. */
  readonly proposed: JsonObject;
  /** What runs, nothing redacted: after defaults, transforms and binding. Replaced when the approver edits. */
  readonly effective: JsonObject;
  /** `effective`, redacted, with every invisible character escaped: what to show a person. */
  readonly preview: string;
  /** Set when the approver changed the arguments: what they wrote, before the pipeline. */
  readonly edited: JsonObject | null;
  /** Milliseconds since 1970 on the ledger's clock, as all times here. */
  readonly createdAt: number;
  readonly expiresAt: number;
  /** The id of whoever decided; `null`: nobody yet. */
  readonly decidedBy: string | null;
  readonly decidedAt: number | null;
  /** The `note` of an approval or the `reason` of a rejection. */
  readonly note: string | null;
}

/** What the model reads is a list of parts; today all are text. */
export interface Part {
  readonly type: 'text';
  readonly text: string;
}

export type Result =
  | { readonly status: 'completed'; readonly value: Json }
  | { readonly status: 'failed'; readonly error: Failure }
  | { readonly status: 'pending'; readonly approval: Approval };

/** The answer to a call: exactly one for each. `text` is exactly what the model reads. */
export type Outcome = {
  readonly key: string;
  readonly call: ToolCall;
  readonly text: string;
  readonly content: readonly Part[];
} & Result;

/** What one policy says of a call. */
export type Decision =
  | { readonly effect: 'allow'; readonly shadow?: string }
  | { readonly effect: 'deny'; readonly refusal: Refusal }
  /** Wait for a person. */
  | { readonly effect: 'ask'; readonly approval: Approval }
  /** The ledger already holds the outcome of this request. */
  | { readonly effect: 'answer'; readonly result: StoredResult };

/** An outcome as the ledger keeps it, before it is put into words for the model. */
export type StoredResult =
  | { readonly status: 'completed'; readonly value: Json }
  | { readonly status: 'failed'; readonly error: Failure };

/** What the policies together say. A denial is thrown as its `Refusal`. */
export type Decided =
  | { readonly effect: 'permit'; readonly call: PermittedCall }
  | Extract<Decision, { effect: 'ask' | 'answer' }>;
