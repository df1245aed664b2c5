import type { Failure } from 'toolwright';
import { print } from './print.js';

/** A message of the Chat Completions protocol, as far as it is printed. */
interface Message {
  readonly role: string;
  readonly content?: unknown;
  readonly tool_calls?: readonly unknown[];
  readonly tool_call_id?: string;
}
interface Call {
  readonly id: string;
  readonly function?: { readonly name: string; readonly arguments: string };
}

/** Prints what a model said and called, and what it read in answer, from one message of a transcript on. */
export function printTranscript(messages: readonly Message[], from: number): void {
  const calls = messages.flatMap(({ tool_calls = [] }) => tool_calls as readonly Call[]);
  const nameOf = (id?: string) => calls.findLast((call) => call.id === id)?.function?.name ?? '';
  for (const { role, content, tool_calls, tool_call_id } of messages.slice(from)) {
    if (role === 'tool') printAnswer(nameOf(tool_call_id), String(content));
    if (role !== 'assistant') continue;
    if (content) print.model(String(content));
    for (const call of (tool_calls ?? []) as readonly Call[])
      if (call.function) print.call(call.function.name, call.function.arguments);
  }
}

function printAnswer(name: string, text: string): void {
  const answer = parsed(text);
  if (answer?.error) print.refused(`${name} ${failure(answer.error)}`);
  else if (answer?.status === 'pending') print.waits(`${name} waits for a person`);
  else print.done(`${name} ${text}`);
}

interface Answer {
  readonly error?: Failure & { readonly retry_after_s?: number };
  readonly status?: string;
}

function parsed(text: string): Answer | undefined {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return undefined;
  }
}

function failure({ code, message, issues, retry_after_s }: NonNullable<Answer['error']>): string {
  const reasons = issues?.map(({ path, message }) => `${path}: ${message}`) ?? [message];
  const wait = retry_after_s === undefined ? [] : [`retry in ${retry_after_s} s`];
  return [code, ...reasons, ...wait].join(' · ');
}
