import type { ChatRequest, WireMessage } from './wire.js';

/** What is wrong with a request, as the API words it. */
export interface Problem {
  readonly message: string;
  readonly param: string;
}

/** What the API refuses with 400: above all a tool call that is not answered exactly once, right after it was made. */
export function problemOf(request: ChatRequest): Problem | undefined {
  if (typeof request.model !== 'string') return problem('model', 'a model must be named');
  if (!Array.isArray(request.messages) || request.messages.length === 0)
    return problem('messages', 'messages must be a list that is not empty');
  return inMessages(request.messages) ?? inTools(request);
}

const problem = (param: string, message: string): Problem => ({ param, message });

const roles = new Set(['system', 'developer', 'user', 'assistant', 'tool']);

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;

function inMessages(messages: readonly WireMessage[]): Problem | undefined {
  let open: string[] = [];
  for (const [at, message] of messages.entries()) {
    const param = `messages.[${at}]`;
    if (!roles.has(message.role)) return problem(`${param}.role`, `no such role: ${message.role}`);
    if (message.role === 'tool') {
      const left = open.filter((id) => id !== message.tool_call_id);
      if (left.length === open.length) {
        return problem(
          `${param}.role`,
          `a tool message must answer a preceding tool call that has no answer yet: ${message.tool_call_id}`,
        );
      }
      open = left;
    } else if (open.length > 0) {
      return problem(`${param}.role`, `tool calls without a tool message: ${open.join(', ')}`);
    }
    const found = inContent(message, param) ?? inCalls(message, param);
    if (found) return found;
    if (message.role === 'assistant') open = (message.tool_calls ?? []).map((call) => call.id);
  }
  return open.length > 0
    ? problem('messages', `tool calls without a tool message: ${open.join(', ')}`)
    : undefined;
}

function inContent(message: WireMessage, param: string): Problem | undefined {
  const { content } = message;
  if (typeof content === 'string' || (Array.isArray(content) && content.length > 0)) return;
  const spoken = message.tool_calls || typeof message.refusal === 'string';
  if (message.role === 'assistant' && (content === null || content === undefined) && spoken) return;
  return problem(
    `${param}.content`,
    `content of a ${message.role} message must be a text or parts`,
  );
}

function inCalls(message: WireMessage, param: string): Problem | undefined {
  const list = message.tool_calls;
  if (list === undefined) return;
  if (message.role !== 'assistant' || !Array.isArray(list) || list.length === 0)
    return problem(
      `${param}.tool_calls`,
      'tool_calls is a list of an assistant message, not empty',
    );
  const ids = new Set<string>();
  for (const call of list) {
    if (!call.id || typeof call.id !== 'string' || ids.has(call.id))
      return problem(`${param}.tool_calls`, `every tool call needs an id of its own: ${call.id}`);
    ids.add(call.id);
    const body = call[call.type] as Record<string, unknown> | undefined;
    const text = call.type === 'custom' ? body?.input : body?.arguments;
    if (typeof body?.name !== 'string' || typeof text !== 'string')
      return problem(`${param}.tool_calls`, 'a tool call needs a name and a text');
    if (!NAME.test(body.name))
      return problem(`${param}.tool_calls`, `not a name: ${JSON.stringify(body.name)}`);
  }
  return;
}

function inTools(request: ChatRequest): Problem | undefined {
  if (request.tools === undefined) {
    const orphan = ['tool_choice', 'parallel_tool_calls'].find(
      (name) => request[name] !== undefined,
    );
    return orphan ? problem(orphan, `${orphan} is only allowed when tools are given`) : undefined;
  }
  if (!Array.isArray(request.tools) || request.tools.length === 0)
    return problem('tools', 'tools must be a list that is not empty');
  const names = new Set<unknown>();
  for (const [at, tool] of request.tools.entries()) {
    const definition = tool[tool.type as string] as Record<string, unknown> | undefined;
    const name = definition?.name;
    if (typeof name !== 'string' || !NAME.test(name) || names.has(name))
      return problem(`tools.[${at}].function.name`, `not a name, or not the only one: ${name}`);
    names.add(name);
  }
  return;
}
