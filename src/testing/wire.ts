import type { JsonObject } from '../json.js';
import type { Answer } from './script.js';

/** The Chat Completions protocol, as far as it is spoken here (OpenAI API reference, "Chat Completions"). */

export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter';

export interface WireCall {
  readonly type: 'function' | 'custom';
  readonly id?: string;
  readonly name: string;
  /** JSON text of the arguments, or the free text of a custom call. */
  readonly text: string;
}

/** Tokens, as the API counts them. */
export interface WireUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details?: Readonly<Record<string, number>>;
  readonly completion_tokens_details?: Readonly<Record<string, number>>;
}

/** A message of a request, as it was sent. */
export interface WireMessage {
  readonly role: string;
  readonly content?: unknown;
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly type: string;
    readonly [key: string]: unknown;
  }[];
  readonly tool_call_id?: string;
  readonly [key: string]: unknown;
}

/** The body of POST /chat/completions. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly WireMessage[];
  readonly tools?: readonly JsonObject[];
  readonly stream?: boolean | null;
  readonly stream_options?: { readonly include_usage?: boolean } | null;
  readonly [key: string]: unknown;
}

/** What stays the same through the chunks of one answer. */
export interface Envelope {
  readonly id: string;
  /** Seconds since 1970; fixed, so that the same script sends the same bytes. */
  readonly created: number;
  readonly model: string;
}

const finishOf = (answer: Answer): FinishReason | null =>
  answer.finish === undefined ? (answer.calls.length > 0 ? 'tool_calls' : 'stop') : answer.finish;

/** Four characters a token: close enough to be plausible, and the same every time. */
export function usageOf(request: ChatRequest, answer: Answer): WireUsage {
  if (answer.usage) return answer.usage;
  const tokens = (text: string) => Math.ceil(text.length / 4);
  const prompt_tokens = tokens(JSON.stringify([request.messages, request.tools ?? []]));
  const spoken = [answer.content, answer.refusal, ...answer.calls.map((call) => call.text)];
  const completion_tokens = tokens(spoken.join(''));
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

const bodyOf = (call: WireCall, text: string): JsonObject =>
  call.type === 'custom'
    ? { custom: { name: call.name, input: text } }
    : { function: { name: call.name, arguments: text } };

/** The whole answer as one JSON body. */
export const completion = (answer: Answer, envelope: Envelope, usage: WireUsage) => ({
  ...envelope,
  object: 'chat.completion',
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: answer.content,
        refusal: answer.refusal,
        ...(answer.calls.length > 0 && {
          tool_calls: answer.calls.map((call) => ({
            id: call.id,
            type: call.type,
            ...bodyOf(call, call.text),
          })),
        }),
      },
      finish_reason: finishOf(answer),
      logprobs: null,
    },
  ],
  usage,
});

/** The answer as the chunks of a stream; texts and arguments come in pieces of `size` characters. */
export function chunks(answer: Answer, envelope: Envelope, size: number): object[] {
  const chunk = (delta: object, finish_reason: FinishReason | null = null) => ({
    ...envelope,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason, logprobs: null }],
  });
  const list = [chunk({ role: 'assistant', content: answer.content === null ? null : '' })];
  for (const content of pieces(answer.content ?? '', size)) list.push(chunk({ content }));
  for (const refusal of pieces(answer.refusal ?? '', size)) list.push(chunk({ refusal }));
  for (const [index, call] of answer.calls.entries()) {
    const head = { index, id: call.id, type: call.type, ...bodyOf(call, '') };
    list.push(chunk({ tool_calls: [head] }));
    for (const piece of pieces(call.text, size)) {
      const tail =
        call.type === 'custom' ? { custom: { input: piece } } : { function: { arguments: piece } };
      list.push(chunk({ tool_calls: [{ index, ...tail }] }));
    }
  }
  const finish = finishOf(answer);
  return finish ? [...list, chunk({}, finish)] : list;
}

export const usageChunk = (envelope: Envelope, usage: WireUsage) => ({
  ...envelope,
  object: 'chat.completion.chunk',
  choices: [],
  usage,
});

function pieces(text: string, size: number): string[] {
  const points = [...text];
  const list: string[] = [];
  for (let at = 0; at < points.length; at += size) list.push(points.slice(at, at + size).join(''));
  return list;
}
