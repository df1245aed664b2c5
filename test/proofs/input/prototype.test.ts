import { expect, test } from 'vitest';
import type { Shape } from '../../../src/tool.js';
import { bench } from '../../fixture/runtime.js';
import { fixtureTool } from '../../fixture/tool.js';
import { random } from '../random.js';

/** "`Object.prototype` unchanged, no inherited value read; fuzz 10⁵": keys of the prototype chain everywhere. */

const CALLS = process.env.FAULTS === 'all' ? 100_000 : 20_000;
const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'a',
  'b',
];
const choose = random(27);

const open = { type: 'object', additionalProperties: true } as const;
const needs = {
  type: 'object',
  properties: { toString: { type: 'string' }, constructor: { type: 'object' } },
  required: ['toString'],
  additionalProperties: true,
} as const;
const leaf: Shape = { transforms: ['trim'], checks: ['invisible'] };
const nested = {
  properties: {
    constructor: { properties: { prototype: leaf, toString: { default: 'd' } }, values: leaf },
    toString: leaf,
    valueOf: { default: { a: 'd' }, nullIsAbsent: true },
    a: { tag: 'constructor', cases: { a: leaf, toString: { properties: { b: leaf } } } },
  },
  values: { ref: 'self' },
} as unknown as Shape;
const tools = {
  open: fixtureTool('open', { input: open }, { input: nested, shapes: { self: nested } }),
  needs: fixtureTool('needs', { input: needs }, { input: nested, shapes: { self: nested } }),
};

/** JSON text, written by hand: an object literal would set the prototype instead of a key. */
function text(depth: number): string {
  const kind = depth === 0 ? 3 : choose.integer(4);
  if (kind < 2) {
    const keys = [...new Set(Array.from({ length: choose.integer(4) }, () => choose.pick(KEYS)))];
    return `{${keys.map((key) => `${JSON.stringify(key)}:${text(depth - 1)}`).join(',')}}`;
  }
  if (kind === 2) return `[${text(depth - 1)}]`;
  return choose.pick(['"a"', '" x "', '1', 'true', 'null', '"__proto__"', '"toString"']);
}

const before = Object.getOwnPropertyNames(Object.prototype).sort();

test(`${CALLS} calls`, async () => {
  const seen: unknown[] = [];
  const handler = (args: unknown) => {
    seen.push(args);
    return args;
  };
  const { call } = bench(tools, { open: handler, needs: handler } as never, { events: [] });
  let taken = 0;
  for (let n = 0; n < CALLS; n += 1) {
    const sent = `{"a":${text(3)},"b":${text(3)},${JSON.stringify(choose.pick(KEYS.slice(1, 6)))}:${text(3)}}`;
    const outcome = await call(n % 2 === 0 ? 'open' : 'needs', sent);
    const args = seen.pop() as object | undefined;
    if (sent.includes('"__proto__":')) expect(outcome, sent).toMatchObject({ status: 'failed' });
    if (outcome.status !== 'completed') continue;
    taken += 1;
    expect(Object.getPrototypeOf(args)).toBe(Object.prototype);
    if (n % 2 === 1) expect(Object.hasOwn(args as object, 'toString'), sent).toBe(true);
  }
  expect(taken).toBeGreaterThan(CALLS / 50);
  expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(before);
  expect(({} as { admin?: unknown }).admin).toBeUndefined();
});

test('names of tools, callers and results', async () => {
  const { run, runAll } = bench(tools, {
    open: () => JSON.parse('{"__proto__":{"admin":true}}'),
    needs: () => 1,
  });
  const caller = {
    id: '__proto__',
    tenant: 'constructor',
    roles: ['toString'],
    scopes: [],
    attributes: {},
  };
  for (const name of KEYS) {
    const outcome = await run({ id: name, name, arguments: '{}' }, { caller });
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'tool_not_found' } });
  }
  const [own] = await runAll([{ id: '__proto__', name: 'open', arguments: '{}' }], { caller });
  expect(({} as { admin?: unknown }).admin).toBeUndefined();
  if (own?.status === 'completed') expect((own.value as { admin?: unknown }).admin).toBeUndefined();
});
