import type { ErrorCode, Retry } from './error-table.js';
import type { Json } from './json.js';

export * from './error-table.js';

/** One thing wrong with the arguments, in words a model can act on. */
export interface Issue {
  /** JSON Pointer (RFC 6901) to the value; `""` is the arguments themselves. */
  readonly path: string;
  readonly message: string;
  /** What the schema wants there: a type, the values of an enum, a bound. */
  readonly expected?: Json;
  /** What came: a short rendering, cut at 100 characters. */
  readonly received?: string;
  /** The closest value or property name that would have been right. */
  readonly nearest?: Json;
  /** A valid example of the arguments, where the tool declares one. */
  readonly example?: Json;
}

/** The part of a failure the model may read, and the program sees. */
export interface Failure<Code extends string = string> {
  /** Of `errorTable`, or one that the tool declares. */
  readonly code: ErrorCode | Code;
  /** The sentence that the model reads. */
  readonly message: string;
  /** What is wrong with the arguments, where that is the failure. */
  readonly issues?: readonly Issue[];
  readonly retry: Retry;
  /** Of `rate_limited`: until the same call would pass; the model reads it in seconds. */
  readonly retryAfterMs?: number;
}

export interface RefusalDetail {
  /** A safe sentence in place of the table's: a tool's declared error, or one that knows more (the nearest name). */
  readonly message?: string;
  readonly retry?: Retry;
  readonly issues?: readonly Issue[];
  readonly retryAfterMs?: number;
  /** For the operator alone: what really happened. Never reaches the model. */
  readonly cause?: unknown;
  /** Answer the model as if the tool did not exist; the program still sees the true code. */
  readonly hidden?: boolean;
}

/**
 * Why a call stops. Stages throw it, `pipeline.run` catches it and answers: it never leaves `run`.
 * Not an Error on purpose: a refusal is an everyday answer and pays for no stack.
 */
export class Refusal {
  readonly code: string;
  readonly detail: RefusalDetail;
  constructor(code: ErrorCode, detail: RefusalDetail = {}) {
    this.code = code;
    this.detail = detail;
  }
  /** A tool's own declared error. */
  static declared(code: string, message: string, retry: Retry): Refusal {
    return new Refusal(code as ErrorCode, { message, retry });
  }
}

/** What a handler throws for an error its tool declares: it asserts that nothing happened. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
  readonly tool: string;
  readonly code: string;
  constructor(tool: string, code: string, options?: ErrorOptions) {
    super(`${tool}: ${code}`, options);
    this.tool = tool;
    this.code = code;
  }
}

/** What a scaffolded handler throws until somebody writes it: the model reads `not_implemented`. */
export class NotImplemented extends Error {
  override readonly name = 'NotImplemented';
  constructor(tool: string) {
    super(`the handler of ${tool} is not written yet`);
  }
}

/** What a limiter or a ledger throws when its store cannot answer: the call is refused with `store_unavailable`. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly store: 'limiter' | 'ledger';
  constructor(store: 'limiter' | 'ledger', message: string, options?: ErrorOptions) {
    super(message, options);
    this.store = store;
  }
}

/** A mistake in the program that embeds toolwright: thrown at boot or at a wrong API call, with a remedy. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(`[${code}] ${message}`, options);
    this.code = code;
  }
}
