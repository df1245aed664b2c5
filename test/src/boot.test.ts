import { describe, expect, test } from 'vitest';
import { SetupError } from '../../src/error.js';
import { memoryLedger } from '../../src/ledger/memory.js';
import { postgresLedger, postgresLimiter } from '../../src/postgres/index.js';
import { redisLimiter } from '../../src/redis/index.js';
import { createRuntime } from '../../src/runtime.js';
import type { Contract } from '../../src/tool.js';
import { expression, fixtureTool, levels, toolset } from '../fixture/tool.js';

const start = (rest: Partial<Contract> = {}, options: Record<string, unknown> = {}) =>
  createRuntime({
    tools: toolset({ act: fixtureTool('act', {}, rest) }),
    handlers: { act: () => 'ok' },
    ...options,
  } as never);

const nested = { properties: { a: { items: { cases: { x: { transforms: ['nope'] } } } } } };
const key = expression('args.k', () => 'k');

describe('a runtime refuses to start', () => {
  test.each<[string, string, Partial<Contract>, Record<string, unknown>]>([
    ['format_mismatch', 'of generated code of another format', { format: 2 as never }, {}],
    [
      'format_mismatch',
      'of a toolset of another format',
      {},
      { tools: { ...toolset({}), format: 9 }, handlers: {} },
    ],
    ['missing_handler', 'without a handler', {}, { handlers: {} }],
    ['missing_handler', 'with a handler that is no function', {}, { handlers: { act: 'x' } }],
    [
      'orphan_handler',
      'with a handler of no tool',
      {},
      { handlers: { act: () => 1, other: () => 1 } },
    ],
    [
      'wrong_handler',
      'with the handler of another tool',
      {},
      { handlers: { act: Object.assign(() => 1, { tool: 'other' }) } },
    ],
    ['ledger_required', 'when a tool writes', { effect: 'write' }, {}],
    ['ledger_required', 'when a tool destroys', { effect: 'destructive' }, {}],
    [
      'ledger_required',
      'when a tool may need an approval',
      { permission: levels.write_requires_approval },
      {},
    ],
    [
      'ledger_required',
      'when a tool has an idempotency key',
      { idempotencyKey: { key, ttlMs: 1 } },
      {},
    ],
    ['ledger_required', 'when a tool is exclusive', { exclusive: key }, {}],
    ['unknown_tool', 'when tighten names no tool', {}, { tighten: { disable: ['acct'] } }],
    [
      'unknown_tool',
      'when tighten names an inherited one',
      {},
      { tighten: { disable: ['toString'] } },
    ],
    ...[0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '5000', null].map(
      (storeTimeoutMs): [string, string, object, Record<string, unknown>] => [
        'invalid_option',
        `with a time for its stores that no timer takes: ${storeTimeoutMs} (${typeof storeTimeoutMs})`,
        {},
        { storeTimeoutMs },
      ],
    ),
    ['invalid_option', 'with a client in the place of a limiter', {}, { limiter: { call() {} } }],
    ['invalid_option', 'with a client in the place of a ledger', {}, { ledger: { query() {} } }],
    ['invalid_option', 'with a logger in the place of a sink', {}, { events: [{ info() {} }] }],
    ['invalid_option', 'with no sink where there is one', {}, { events: [undefined] }],
    ['invalid_option', 'with one sink in the place of a list', {}, { events: { write() {} } }],
    ['invalid_option', 'with a path in the place of a ledger', {}, { ledger: 'desk.db' }],
    ['invalid_option', 'without tools', {}, { tools: undefined }],
    ['invalid_option', 'with an array for tools', {}, { tools: [] }],
    ['invalid_option', 'with a path for tools', {}, { tools: 'tools.yaml' }],
    [
      'invalid_option',
      'with the bare tools of a toolset',
      {},
      { tools: { act: fixtureTool('act') } },
    ],
    [
      'invalid_option',
      'with all that generated/index exports',
      {},
      { tools: { tools: toolset({}) } },
    ],
    ['invalid_option', 'without handlers', {}, { handlers: undefined }],
    ['invalid_option', 'with a folder for handlers', {}, { handlers: './handlers' }],
    [
      'invalid_option',
      'when tighten is a list, and would disable nothing',
      {},
      { tighten: ['act'] },
    ],
    ['invalid_option', 'when tighten names one tool, no list', {}, { tighten: { disable: 'act' } }],
    ['invalid_option', 'with names in the place of redact', {}, { redact: ['password'] }],
    ['invalid_option', 'with an onApproval nobody can call', {}, { onApproval: 'mail' }],
    ['invalid_option', 'with a number for its root', {}, { root: 5 }],
    ['invalid_option', 'with a word for the audit', {}, { audit: 'allow' }],
    ['invalid_option', 'with a clock in the place of its world', {}, { env: Date.now }],
    ['invalid_option', 'with a time in the place of a clock', {}, { env: { now: 5 } }],
    ['invalid_option', 'with a world whose clock is missing', {}, { env: { now: undefined } }],
    ['unknown_step', 'with a transform it does not know', { input: nested }, {}],
    ['unknown_step', 'with a check it does not know', { shapes: { S: { checks: ['nope'] } } }, {}],
    ['unknown_step', 'with an inherited check', { input: { checks: ['toString'] } }, {}],
    ['unknown_step', 'with an inherited step for a name', { input: { names: ['toString'] } }, {}],
  ])('%s: %s', (code, _, rest, options) => {
    let error: unknown;
    try {
      start(rest, options);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(SetupError);
    expect((error as SetupError).code).toBe(code);
    // What is wrong, and what to do.
    expect((error as SetupError).message).toMatch(/^\[\w+\] [^:]{15,}: .{5,}/);
  });

  test.each([[undefined], [null], [{}], ['tools.yaml'], [[]]])('with %j for options', (options) => {
    const make = () => (createRuntime as (given: unknown) => unknown)(options);
    expect(make).toThrow(SetupError);
    expect(make).toThrow(/^\[invalid_option\] .*: give .*`tools`/);
  });

  test.each([
    ['is not there', {}, 'the tool act has no handler: write handlers/act.ts'],
    [
      'is a file without a default',
      { act: undefined },
      'the handler of act is of type undefined, no',
    ],
    ['exports an object', { act: { run: () => 1 } }, 'the handler of act is of type object, no'],
    ['exports null', { act: null }, 'let handlers/act.ts export one as its default'],
  ])('with a handler that %s, and says so', (_, handlers, told) => {
    expect(() => start({}, { handlers })).toThrow(told);
  });

  test('with a tool named like a method of every object, and no handler', () => {
    const tools = toolset({ constructor: fixtureTool('constructor') });
    expect(() => createRuntime({ tools, handlers: {} } as never)).toThrow('missing_handler');
  });
});

test('starts with a ledger, and a disabled tool needs none', () => {
  expect(start({ effect: 'write' }, { ledger: memoryLedger() }).ledger?.name).toBe('memory');
  expect(start({ effect: 'write' }, { tighten: { disable: ['act'] } }).toolsFor(null)).toEqual([]);
});

const nobody = () => Promise.reject(new Error('nobody is asked'));

test.each([
  ['Redis', () => redisLimiter({ call: nobody }, { timeoutMs: Number.POSITIVE_INFINITY })],
  ['PostgreSQL', () => postgresLimiter({ query: nobody }, { timeoutMs: 0 })],
  ['the ledger', () => postgresLedger({ query: nobody }, { timeoutMs: Number.NaN })],
])('%s with a time that no timer takes is refused', (_, make) => {
  expect(make).toThrow('[invalid_option] timeoutMs is ');
});
