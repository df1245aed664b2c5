import type { Caller, Validators } from '../../src/tool.js';

/** A service without toolwright, twice: as little as a call needs, and every step of ours as one writes it at first. */

export interface Call {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}
export interface HandTool {
  readonly validators: Validators;
  readonly run: (args: never) => Promise<unknown>;
}
export type HandTools = ReadonlyMap<string, HandTool>;

/** The floor of DESIGN §9: JSON.parse, the same validator, the handler, JSON.stringify into an answer. */
export async function floor(tools: HandTools, call: Call): Promise<string> {
  const tool = tools.get(call.name);
  if (!tool) throw new Error('unknown tool');
  const args = JSON.parse(call.arguments);
  if (!tool.validators.input(args)) throw new Error('invalid arguments');
  const result = await tool.run(args as never);
  const answer = { role: 'tool', tool_call_id: call.id, content: JSON.stringify(result) };
  return answer.content;
}

const TIMEOUT_MS = 10_000;
const LONGEST = 32_000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
const INVISIBLE = /\p{DI}/u;

function clean(value: unknown): unknown {
  if (typeof value === 'string') {
    const text = value.replace(CONTROL, '');
    if (INVISIBLE.test(text)) throw new Error('hidden characters');
    return text;
  }
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  if (entries.some(([key]) => key === '__proto__')) throw new Error('forbidden key');
  return Object.fromEntries(entries.map(([key, each]) => [key, clean(each)]));
}

const buckets = new Map<string, { readonly at: number; readonly backlog: number }>();

function take(key: string, perMs: number, burst: number): void {
  const now = Date.now();
  const before = buckets.get(key) ?? { at: now, backlog: 0 };
  const backlog = Math.max(0, before.backlog - (now - before.at) * perMs) + 1;
  if (backlog > burst) throw new Error('rate limited');
  buckets.set(key, { at: now, backlog });
}

function inTime<Value>(work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('timed out')), TIMEOUT_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Parse, sanitize, validate, permission, limit, handler in time, result schema and size, two events. */
export async function naive(
  tools: HandTools,
  call: Call,
  caller: Caller,
  log: (event: unknown) => void,
): Promise<string> {
  const started = Date.now();
  const tool = tools.get(call.name);
  if (!tool) throw new Error('unknown tool');
  const args = clean(JSON.parse(call.arguments));
  if (!tool.validators.input(args)) throw new Error('invalid arguments');
  if (!caller) throw new Error('permission denied');
  take(`${caller.tenant}:${caller.id}:${call.name}`, 1e8 / 60_000, 1e8);
  log({ at: started, type: 'intent', tool: call.name, caller: caller.id, id: call.id, args });
  const result = await inTime(tool.run(args as never));
  if (!tool.validators.result?.(result)) throw new Error('invalid result');
  const content = JSON.stringify(result);
  if (content.length > LONGEST) throw new Error('too long');
  const at = Date.now();
  log({ at, type: 'outcome', tool: call.name, caller: caller.id, id: call.id, ms: at - started });
  return content;
}
