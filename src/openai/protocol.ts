import type { OpenAI } from 'openai';

/** The part of Chat Completions that the loop reads and writes. Types only: nothing of the SDK is loaded. */

export type Message = OpenAI.ChatCompletionMessageParam;
export type AssistantMessage = OpenAI.ChatCompletionAssistantMessageParam;
export type ToolMessage = OpenAI.ChatCompletionToolMessageParam;
export type MadeCall = OpenAI.ChatCompletionMessageToolCall;
/** Tokens, as the API counts them. */
export type Usage = OpenAI.CompletionUsage;

/** Everything a request may carry besides what the loop itself sets. */
export type Parameters = Omit<
  OpenAI.ChatCompletionCreateParamsNonStreaming,
  'model' | 'messages' | 'tools' | 'stream' | 'stream_options' | 'n' | 'functions' | 'function_call'
>;

/** What the loop needs of `new OpenAI()`: the one method it calls. Any version with this surface fits. */
export interface ChatClient {
  readonly chat: {
    readonly completions: {
      create(
        body: OpenAI.ChatCompletionCreateParams,
        options?: { readonly signal?: AbortSignal | null },
      ): PromiseLike<Completion | AsyncIterable<Chunk>>;
    };
  };
}

/** A message or a piece of one, as far as it can be trusted: servers that imitate the API leave out and add fields. */
export interface Spoken {
  readonly content?: unknown;
  readonly refusal?: unknown;
  readonly tool_calls?: readonly SpokenCall[] | null;
}

export interface SpokenCall {
  readonly index?: number | null;
  readonly id?: string | null;
  readonly type?: string | null;
  readonly function?: { readonly name?: string | null; readonly arguments?: unknown };
  readonly custom?: { readonly name?: string | null; readonly input?: unknown };
}

export interface Completion {
  readonly choices: readonly {
    readonly message: Spoken;
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: Usage | null;
}

export interface Chunk {
  readonly choices: readonly {
    readonly index?: number;
    readonly delta: Spoken;
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: Usage | null;
}

/** What one model call came to. JSON, so that a durable engine can keep it. */
export interface Answer {
  readonly message: Spoken;
  /** Null: the answer ended without a reason, so it was cut off. */
  readonly finish: string | null;
  readonly usage: Usage | null;
}
