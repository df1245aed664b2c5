import { expect, test } from 'vitest';
import { bench } from '../../fixture/runtime.js';
import { fixtureTool } from '../../fixture/tool.js';

/** "10⁶-deep and 100 MB inputs never throw past the dispatcher": whatever comes in, or out, there is an outcome. */

const DEEP = 1_000_000;
const LONG = 100_000_000;
const open = { type: 'object', additionalProperties: true } as const;
const caller = { id: 'u', roles: [], scopes: [], attributes: {} };
const tools = { echo: fixtureTool('echo', { input: open }) };

function nested(depth: number): { a?: object } {
  let value = {};
  for (let at = 0; at < depth; at++) value = { a: value };
  return value;
}
const list = (depth: number) => {
  let value: unknown[] = [];
  for (let at = 0; at < depth; at++) value = [value];
  return value;
};
const ring: Record<string, unknown> = {};
ring.ring = ring;
const long = () => 'x'.repeat(LONG);

const inputs: [string, () => unknown][] = [
  ['brackets, not closed', () => '['.repeat(DEEP)],
  ['brackets', () => '['.repeat(DEEP) + ']'.repeat(DEEP)],
  ['braces', () => `${'{"a":'.repeat(DEEP / 2)}1${'}'.repeat(DEEP / 2)}`],
  ['braces in a member', () => `{"a":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`],
  ['100 MB of text', () => `{"a":"${long()}"}`],
  ['100 MB of nothing', () => ' '.repeat(LONG)],
  ['100 MB of members', () => `{${'"a":1,'.repeat(LONG / 6)}"a":1}`],
  ['100 MB of quotes', () => '"'.repeat(LONG)],
  ['100 MB of backslashes', () => `{"a":"${'\\'.repeat(LONG)}`],
  ['1 MB of digits', () => `{"a":${'9'.repeat(1_000_000)}}`],
  ['100 MB of a key', () => `{"${long()}":1}`],
  ['a deep object', () => nested(DEEP)],
  ['a deep list in an object', () => ({ a: list(DEEP) })],
  ['an object that holds itself', () => ring],
  ['an object of 100 MB', () => ({ a: long() })],
  [
    'an object of 100,000 members',
    () => Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, at])),
  ],
];

test.each(inputs)('in: %s', async (_, make) => {
  const { run, of } = bench(tools, { echo: () => 'never' });
  const outcome = await run({ id: '1', name: 'echo', arguments: make() as never }, { caller });
  expect(outcome).toMatchObject({ status: 'failed', error: { code: 'invalid_json' } });
  expect(outcome.text.length).toBeLessThan(1_000);
  expect([of('intent').length, of('outcome').length]).toEqual([1, 1]);
});

test('in: a name of 100 MB', async () => {
  const { run, events } = bench(tools, { echo: () => 'never' });
  const outcome = await run({ id: '1', name: long(), arguments: '{}' }, { caller });
  expect(outcome).toMatchObject({ status: 'failed', error: { code: 'tool_not_found' } });
  expect(outcome.text.length + JSON.stringify(events).length).toBeLessThan(5_000);
});

const results: [string, () => unknown, 'completed' | 'failed'][] = [
  ['a deep object', () => nested(DEEP), 'failed'],
  ['a deep list', () => list(DEEP), 'failed'],
  ['an object that holds itself', () => ring, 'failed'],
  ['100 MB of text', long, 'completed'],
  [
    '100 MB in pieces',
    () => Array.from({ length: 100 }, () => 'x'.repeat(LONG / 100)),
    'completed',
  ],
  ['a million members', () => Array.from({ length: 1_000_000 }, (_, at) => at), 'completed'],
];
test.each(results)('out: %s', async (_, make, expected) => {
  const { call, of } = bench(tools, { echo: make });
  const outcome = await call('echo', {});
  expect(outcome.status).toBe(expected);
  expect(Buffer.byteLength(outcome.text)).toBeLessThanOrEqual(32_000);
  expect([of('intent').length, of('outcome').length]).toEqual([1, 1]);
});

test('out: an error of 100 MB, and one that is deep', async () => {
  const { call, events } = bench(tools, {
    echo: ({ deep }: { deep?: true }) =>
      Promise.reject(deep ? new Error('deep', { cause: nested(DEEP) }) : new Error(long())),
  } as never);
  for (const args of [{}, { deep: true }])
    expect(await call('echo', args)).toMatchObject({ error: { code: 'handler_failed' } });
  expect(JSON.stringify(events).length).toBeLessThan(20_000);
});
