import type { ToolCall } from '../call.js';
import { isObject } from '../json.js';
import type { AssistantMessage, MadeCall, Spoken, SpokenCall } from './protocol.js';

/**
 * The assistant message as the transcript keeps it: as received, but for what would make the provider refuse it when
 * it comes back: an id that is empty, taken or no text, a name that is none, arguments that are no text, an empty list,
 * no content at all, or one that is neither text nor parts.
 */
export function kept(message: Spoken, turn: number): AssistantMessage {
  const { tool_calls: _, ...rest } = message;
  const calls = withOwnIds(callsIn(message).map(readable), turn);
  const refusal = typeof rest.refusal === 'string' ? rest.refusal : null;
  const content = isContent(rest.content) ? rest.content : calls.length > 0 || refusal ? null : '';
  const said = 'refusal' in rest ? { content, refusal } : { content };
  // The fields a server adds are kept as they came; the API's own are checked above.
  const base = { ...rest, role: 'assistant', ...said } as AssistantMessage;
  return calls.length > 0 ? { ...base, tool_calls: calls } : base;
}

const isContent = (value: unknown): boolean =>
  typeof value === 'string' || (Array.isArray(value) && value.length > 0 && value.every(isObject));

/** The calls of a message, or pieces of them, without what a server sends in their place: null, or no list. */
export const callsIn = ({ tool_calls }: Spoken): readonly SpokenCall[] =>
  Array.isArray(tool_calls) ? tool_calls.filter((call) => call && typeof call === 'object') : [];

/** A call as the API takes it back. */
export function readable(call: SpokenCall): MadeCall {
  const { id, function: named, custom, ...extra } = call;
  const address = { ...extra, id: id ?? '' };
  if (call.type === 'custom' || (custom && !named)) {
    const input = asText(custom?.input);
    return { ...address, type: 'custom', custom: { ...custom, name: asName(custom?.name), input } };
  }
  const body = { ...named, name: asName(named?.name), arguments: asText(named?.arguments) };
  return { ...address, type: 'function', function: body };
}

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : value == null ? '' : JSON.stringify(value);

/** The API takes no other name back, and models make some up: `multi_tool_use.parallel`. */
const NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/** No tool of ours has a hyphen: a name is never repaired into one that there is. */
function asName(value: unknown): string {
  const text = asText(value);
  return NAME.test(text) ? text : `${text.replace(/[^a-zA-Z0-9_-]/g, '-').slice(0, 63)}-`;
}

/** The id addresses the answer, so within one message each needs its own. Where a server gave none, we do. */
export function withOwnIds(calls: readonly MadeCall[], turn: number): MadeCall[] {
  const given = new Set(calls.map(({ id }) => id));
  const used = new Set<string>(['']);
  return calls.map((call, at) => {
    // Whatever its type says: servers count calls, and programs keep histories in their own way.
    let id = typeof call.id === 'string' ? call.id : '';
    for (let again = 0; used.has(id) || (id !== call.id && given.has(id)); again += 1) {
      id = `call_${turn}_${at}${again > 0 ? `_${again}` : ''}`;
    }
    used.add(id);
    return id === call.id ? call : { ...call, id };
  });
}

/** A call as the runtime takes it. */
export const toolCall = (made: MadeCall): ToolCall =>
  made.type === 'custom'
    ? { id: made.id, name: made.custom.name, arguments: made.custom.input }
    : { id: made.id, name: made.function.name, arguments: made.function.arguments };

/** What was said, or why nothing was. */
export function textOf(message: AssistantMessage | undefined): string {
  const content = message?.content;
  if (typeof content === 'string' && content) return content;
  const parts = Array.isArray(content) ? content : [];
  const said = parts.map((part) => ('text' in part ? asText(part.text) : '')).join('');
  return said || (message?.refusal ?? '');
}
