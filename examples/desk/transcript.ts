import type { Failure } from 'toolwright';
import { print } from './print.js';

/** A message of the Chat Completions protocol, as far as it is printed. */
interface Message {
  readonly role: string;
  readonly content?: unknown;
  readonly tool_calls?: readonly unknown[];
}
interface Call {
  readonly function?: { readonly name: string; readonly arguments: string };
}

/** Prints what a model said and called, and what it read in answer. */
export function printTranscript(messages: readonly Message[]): void {
  for (const { role, content, tool_calls: calls = [] } of messages) {
    if (role === 'tool') printAnswer(String(content));
    if (role !== 'assistant') continue;
    if (content) print.model(String(content));
    for (const call of calls as readonly Call[])
      if (call.function) print.call(call.function.name, call.function.arguments);
  }
}

function printAnswer(text: string): void {
  const answer = parsed(text);
  if (answer?.error) print.refused(failure(answer.error));
  else if (answer?.status === 'pending') print.waits(`waits for approval ${answer.approval}`);
  else print.done(text);
}

interface Answer {
  readonly error?: Failure & { readonly retry_after_s?: number };
  readonly status?: string;
  readonly approval?: string;
}

function parsed(text: string): Answer | undefined {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return undefined;
  }
}

function failure({ code, message, issues = [], retry_after_s }: NonNullable<Answer['error']>) {
  const details = issues.map(({ path, message }) => `${path} ${message}`);
  const wait = retry_after_s === undefined ? [] : [`retry in ${retry_after_s} s`];
  return [`${code}: ${message}`, ...details, ...wait].join(' · ');
}
