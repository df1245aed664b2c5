import { errorTable } from '../error.js';
import { callsIn, readable, withOwnIds } from './message.js';
import type { AssistantMessage, MadeCall, Message, ToolMessage } from './protocol.js';

/**
 * A transcript as the provider takes it: every call answered once, right after it was made. A call without answer
 * gets one; an answer without call is left out. Nothing in a history runs or approves anything.
 */
export function closed(messages: readonly Message[], isRead: (tool: string) => boolean): Message[] {
  const list: Message[] = [];
  for (const [at, message] of messages.entries()) {
    if (message.role === 'assistant') list.push(...answered(message, messages, at, isRead));
    else if (message.role !== 'tool') list.push(message);
  }
  return list;
}

function answered(
  message: AssistantMessage,
  messages: readonly Message[],
  at: number,
  isRead: (tool: string) => boolean,
): Message[] {
  const { tool_calls: _, ...rest } = message;
  const made = callsIn(message);
  if (made.length === 0) return [rest.content || rest.refusal ? rest : { ...rest, content: '' }];
  const answers = answersAfter(messages, at);
  const calls = withOwnIds(made.map(readable), at);
  const closing = calls.map((call, position): ToolMessage => {
    const given = answers.findIndex((answer) => answer.tool_call_id === made[position]?.id);
    const [answer] = given < 0 ? [] : answers.splice(given, 1);
    const content = answer?.content ?? unanswered(call, isRead);
    return { role: 'tool', ...answer, content, tool_call_id: call.id };
  });
  return [{ ...rest, tool_calls: calls }, ...closing];
}

/** The tool messages that follow, up to the next message that makes calls. */
function answersAfter(messages: readonly Message[], at: number): ToolMessage[] {
  const answers: ToolMessage[] = [];
  for (const message of messages.slice(at + 1)) {
    if (message.role === 'tool') answers.push(message);
    if (message.role === 'assistant' && message.tool_calls?.length) break;
  }
  return answers;
}

/** A read that was lost did nothing. Of anything else nobody knows. */
function unanswered(call: MadeCall, isRead: (tool: string) => boolean): string {
  const known = call.type === 'function' && isRead(call.function.name);
  const code = known ? 'canceled' : 'outcome_unknown';
  const { message, retry } = errorTable[code];
  return JSON.stringify({ error: { code, message, retry } });
}
