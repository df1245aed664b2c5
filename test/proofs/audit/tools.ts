import { NotImplemented } from '../../../src/error.js';
import type { JsonObject } from '../../../src/json.js';
import type { Context } from '../../../src/tool.js';
import { expression, fixtureTool, levels, toolset } from '../../fixture/tool.js';

/** A tool for every way a call may end, and handlers that write down every time they run. */

const id = { type: 'string', minLength: 1, maxLength: 20 } as const;
const input = { type: 'object', properties: { id }, required: ['id'], additionalProperties: false };
const result = { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] };
const checked = { properties: { id: { checks: ['invisible'] } } } as const;
const write = { effect: 'write', permission: levels.write } as const;
const argsId = expression('args.id', ({ args }) => args?.id);
const errors = { declared: { message: 'It was not done.', retry: 'never' } } as const;

/** Made once: a stack is read for the log, and to find its lines in the sources was a quarter of the time. */
const faults = {
  full: new Error('the disk is full'),
  early: new Error('not now'),
  unwritten: new NotImplemented('unwritten'),
  bug: new Error('a bug in a condition'),
} as const;

const made = {
  read: fixtureTool('read', { input, result }, { input: checked }),
  write: fixtureTool('write', { input, result }, write),
  once: fixtureTool('once', { input }, { ...write, idempotencyKey: { key: argsId, ttlMs: 1e9 } }),
  ask: fixtureTool('ask', { input }, { ...write, permission: levels.write_requires_approval }),
  admin: fixtureTool('admin', { input }, { ...write, permission: levels.admin_only }),
  denied: fixtureTool('denied', { input }, { ...write, allow: expression('args.no', () => false) }),
  broken: fixtureTool(
    'broken',
    { input },
    {
      forbid: expression('args.bug', () => {
        throw faults.bug;
      }),
    },
  ),
  limited: fixtureTool(
    'limited',
    { input },
    {
      limits: [{ name: 'l', limit: 50, perMs: 60_000, by: 'user', onOutage: 'deny' }],
    },
  ),
  throws: fixtureTool('throws', { input }, write),
  declares: fixtureTool('declares', { input }, { ...write, errors }),
  lies: fixtureTool('lies', { input, result }, write),
  hangs: fixtureTool('hangs', { input }, { ...write, timeoutMs: 100 }),
  slow: fixtureTool('slow', { input }, { timeoutMs: 100 }),
  unwritten: fixtureTool('unwritten', { input }),
  retried: fixtureTool('retried', { input }, { retry: { attempts: 2, backoffMs: 1 } }),
};
export const tools = toolset(made);
export const names = Object.keys(made) as (keyof typeof made)[];

export interface Run {
  readonly tool: string;
  readonly key: string;
}

const declared = made.declares.error('declared');

export function handlersInto(ran: Run[]) {
  const ends: Partial<Record<keyof typeof made, () => unknown>> = {
    throws: () => Promise.reject(faults.full),
    declares: () => Promise.reject(declared),
    lies: () => ({ ok: 'perhaps' }),
    hangs: () => new Promise(() => {}),
    slow: () => new Promise(() => {}),
    retried: () => Promise.reject(faults.early),
    unwritten: () => Promise.reject(faults.unwritten),
  };
  const handler =
    (tool: (typeof names)[number]) =>
    (_: JsonObject, { key }: Context) => {
      ran.push({ tool, key });
      return ends[tool]?.() ?? { ok: true };
    };
  return Object.fromEntries(names.map((name) => [name, handler(name)])) as never;
}
