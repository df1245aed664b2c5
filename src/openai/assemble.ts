import { isObject } from '../json.js';
import { callsIn } from './message.js';
import type { Answer, Chunk, Spoken, SpokenCall, Usage } from './protocol.js';

interface CallInParts {
  index: number | null;
  id: string;
  type: 'function' | 'custom';
  name: string;
  text: string;
  /** What a server adds of its own, such as a signature that it wants back. */
  extra: Record<string, unknown>;
}

/** Puts the pieces of a streamed answer together. */
export interface Assembly {
  /** Takes a chunk; returns the text it adds. */
  add(chunk: Chunk): string;
  answer(): Answer;
}

export function assembly(): Assembly {
  const message: Record<string, unknown> = { role: 'assistant', content: null };
  const calls: CallInParts[] = [];
  let finish: string | null = null;
  let usage: Usage | null = null;
  return {
    add(chunk) {
      // A keep-alive of some servers: `data: null`.
      if (!isObject(chunk)) return '';
      usage = chunk.usage ?? usage;
      const choices = Array.isArray(chunk.choices) ? chunk.choices : [];
      const choice = choices.find((each) => isObject(each) && (each.index ?? 0) === 0);
      if (!choice) return '';
      finish = choice.finish_reason || finish;
      return isObject(choice.delta) ? take(message, calls, choice.delta) : '';
    },
    answer() {
      const made = calls.map(whole);
      return {
        message: made.length > 0 ? { ...message, tool_calls: made } : message,
        finish,
        usage,
      };
    },
  };
}

function take(message: Record<string, unknown>, calls: CallInParts[], delta: Spoken): string {
  const { tool_calls: _, ...fields } = delta;
  for (const entry of callsIn(delta)) takeCall(calls, entry);
  for (const [name, piece] of Object.entries(fields)) {
    if (name !== 'role' && name !== 'function_call') join(message, name, piece);
  }
  return typeof fields.content === 'string' ? fields.content : '';
}

/** Texts and lists grow, a text beside a list becomes a part of it; of anything else the last one stands. */
function join(message: Record<string, unknown>, name: string, piece: unknown): void {
  if (piece === null || piece === undefined) return;
  const before = message[name];
  if (Array.isArray(before) || Array.isArray(piece)) {
    message[name] = [...parts(before), ...parts(piece)];
  } else {
    message[name] =
      typeof before === 'string' && typeof piece === 'string' ? before + piece : piece;
  }
}

const parts = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value ? [{ type: 'text', text: value }] : [];

function takeCall(calls: CallInParts[], entry: SpokenCall): void {
  const { index, id, type: _, function: named, custom, ...extra } = entry;
  const found = find(calls, entry);
  const call =
    found && !beginsAnother(found, entry)
      ? found
      : { index: index ?? null, id: '', type: 'function' as const, name: '', text: '', extra: {} };
  if (call !== found) calls.push(call);
  if (isCustom(entry)) call.type = 'custom';
  call.id ||= id ?? '';
  call.name ||= nameOf(entry) ?? '';
  call.text += asText(isCustom(entry) ? custom?.input : named?.arguments);
  Object.assign(call.extra, extra);
}

/** By index; without one by id; without either it belongs to the call before. */
function find(calls: readonly CallInParts[], { index, id }: SpokenCall): CallInParts | undefined {
  if (typeof index === 'number') return calls.findLast((call) => call.index === index);
  return id ? calls.findLast((call) => call.id === id) : calls.at(-1);
}

/** Some servers send an empty `custom` beside every function. */
const isCustom = ({ type, custom, function: named }: SpokenCall): boolean =>
  type === 'custom' || (custom != null && named == null);

const nameOf = (entry: SpokenCall): string | null | undefined =>
  (isCustom(entry) ? entry.custom : entry.function)?.name;

/**
 * Some servers give every call of a message the same index, or none. A name then tells where the next begins; the same
 * name only where they give no ids either: else it repeats itself, and the call would run twice.
 */
function beginsAnother(call: CallInParts, entry: SpokenCall): boolean {
  const name = nameOf(entry);
  // Until it has a name it cannot be over: pieces may come before the one that says what is called.
  if (!name || call.name === '') return false;
  if (entry.id && call.id) return entry.id !== call.id;
  return name !== call.name || (call.id === '' && isWhole(call.text));
}

function isWhole(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Arguments are a text; a server that sends an object means its JSON. */
const asText = (piece: unknown): string =>
  typeof piece === 'string' ? piece : piece == null ? '' : JSON.stringify(piece);

const whole = ({ id, type, name, text, extra }: CallInParts): SpokenCall => ({
  ...extra,
  id,
  type,
  ...(type === 'custom'
    ? { custom: { name, input: text } }
    : { function: { name, arguments: text } }),
});
