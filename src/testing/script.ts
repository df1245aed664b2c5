import type { JsonObject } from '../json.js';
import type { ChatRequest, FinishReason, WireCall, WireUsage } from './wire.js';

/** What the model answers to one request. */
export interface Answer {
  readonly content: string | null;
  readonly refusal: string | null;
  readonly calls: readonly WireCall[];
  /** Null: the answer ends without one. Absent: `tool_calls` where there are calls, else `stop`. */
  readonly finish?: FinishReason | null;
  /** Replaces the figures counted from the texts. */
  readonly usage?: WireUsage;
  /** The connection dies half-way. */
  readonly broken?: true;
}

/** An answer that is an HTTP error. */
export interface HttpError {
  readonly status: number;
  readonly message: string;
}

/** What comes of one request. */
export type Turn = Answer | HttpError;
/** A turn, or a function of the request that decides when it comes. */
export type Line = Turn | ((request: ChatRequest) => Turn | Promise<Turn>);

const silence: Answer = { content: null, refusal: null, calls: [] };

/** The model speaks. */
export const say = (text: string): Answer => ({ ...silence, content: text });

/**
 * The model calls a tool. A string is sent as it is, valid JSON or not; anything else is serialised. The id is
 * `call_<turn>_<position>` unless given.
 */
export const call = (
  name: string,
  args: JsonObject | string = {},
  options: { readonly id?: string } = {},
): Answer => ({
  ...silence,
  calls: [
    {
      type: 'function',
      name,
      text: typeof args === 'string' ? args : JSON.stringify(args),
      ...options,
    },
  ],
});

/** The model calls a tool whose input is free text. */
export const customCall = (
  name: string,
  input: string,
  options: { readonly id?: string } = {},
): Answer => ({ ...silence, calls: [{ type: 'custom', name, text: input, ...options }] });

/** Several answers as one: their texts joined, their calls in parallel. */
export const calls = (parts: readonly Answer[]): Answer => ({
  ...silence,
  content: parts.map((part) => part.content ?? '').join('') || null,
  calls: parts.flatMap((part) => part.calls),
});

/** The answer reaches the token limit: `finish_reason: "length"`. */
export const cutOff = (answer: Answer): Answer => ({ ...answer, finish: 'length' });

/** The provider's filter stops the answer: `finish_reason: "content_filter"`. */
export const filtered = (answer: Answer = say('')): Answer => ({
  ...answer,
  finish: 'content_filter',
});

/** The model declines. */
export const refuse = (text: string): Answer => ({ ...silence, refusal: text });

/** The answer stops without a finish reason, and the connection closes in good order. */
export const unfinished = (answer: Answer): Answer => ({ ...answer, finish: null });

/** The connection dies half-way through the answer. */
export const brokenStream = (answer: Answer): Answer => ({ ...answer, broken: true });

/** The request fails. The official SDK asks again on 408, 409, 429 and 5xx: the next turn answers that. */
export const httpError = (status: number, message = `scripted ${status}`): HttpError => ({
  status,
  message,
});
