import { expect, test } from 'vitest';
import { memoryLedger } from '../../../src/ledger/memory.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';
import type { Context, Shape } from '../../../src/tool.js';
import { callers } from '../../fixture/desk.js';
import { bench } from '../../fixture/runtime.js';
import { fixtureTool, levels } from '../../fixture/tool.js';

/**
 * Row 40 of the requirements: "declared `secret` fields 100 % in any casing and nesting": canaries in every place a
 * shape can name. What nobody declared: test/src/rules/secrets.test.ts.
 */

const canaries = [
  'Canary-Árgs',
  'CANARY',
  'canary\u{1f600}',
  'canary"\\',
  '\u0430canary',
  'c\nanary',
];
const secret: Shape = { redact: true };
const places: [string, Shape, (canary: unknown) => object][] = [
  ['a field', { properties: { s: secret } }, (s) => ({ s })],
  [
    'a field in fields',
    { properties: { a: { properties: { s: secret } } } },
    (s) => ({ a: { s } }),
  ],
  ['a whole object', { properties: { a: secret } }, (s) => ({ a: { b: [s, { c: s }] } })],
  ['a list', { properties: { a: { items: secret } } }, (s) => ({ a: [s, s] })],
  ['a tuple', { properties: { a: { prefixItems: [{}, secret] } } }, (s) => ({ a: [1, s] })],
  ['unnamed fields', { properties: { a: { values: secret } } }, (s) => ({ a: { x: s, y: s } })],
  [
    'a part of all',
    { properties: { a: { all: [{ properties: { s: secret } }] } } },
    (s) => ({ a: { s } }),
  ],
  [
    'a case of a union',
    { properties: { a: { tag: 'k', cases: { x: { properties: { s: secret } } } } } },
    (s) => ({ a: { k: 'x', s } }),
  ],
  ['a shared shape', { properties: { a: { ref: 'shared' } } }, (s) => ({ a: { s, a: { s } } })],
];
const shared: Shape = { properties: { s: secret, a: { ref: 'shared' } } };

const open = { type: 'object', additionalProperties: true } as const;

async function house(shape: Shape) {
  const env = virtualEnv();
  const ledger = memoryLedger({ env });
  const common = { input: shape, result: shape, shapes: { shared } } as const;
  const read = fixtureTool('read', { input: open, result: open }, common);
  const write = fixtureTool(
    'write',
    { input: open, result: open },
    {
      ...common,
      effect: 'write',
      permission: levels.write_requires_approval,
    },
  );
  const echo = (input: object) => input;
  const runtime = bench({ read, write }, { read: echo, write: echo }, { ledger, env });
  return { runtime, ledger };
}

/** A text as it may stand in JSON, in JSON within JSON, or bare. */
const written = (text: string) => [text, JSON.stringify(text).slice(1, -1)];

const closed = {
  type: 'object',
  properties: {
    card_number: { type: 'string' },
    pin: { type: 'integer' },
    holder: {
      type: 'object',
      properties: { name: { type: 'string' } },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
} as const;
const cardShape: Shape = {
  properties: { card_number: secret, pin: secret, holder: { properties: { token: secret } } },
};
const SECRET = 'Zq-Canary"\\ü/4';
const inAnySpelling = [SECRET, JSON.stringify(SECRET).slice(1, -1), encodeURIComponent(SECRET)];

test.each([
  { Card_Number: SECRET },
  { 'CARD-NUMBER': SECRET },
  { cardNumber: SECRET },
  { holder: { card_number: SECRET } },
  { holder: { name: { 'card number': [SECRET] } } },
  { list: [{ card_number: { inside: SECRET } }] },
  { card_number: [SECRET] },
  { card_number: { card_number: SECRET } },
  { token: SECRET },
  { card_number: SECRET, extra: 1 },
])('%j is refused, and not kept', async (args) => {
  const ledger = memoryLedger({ env: virtualEnv() });
  const tool = fixtureTool('pay', { input: closed }, { input: cardShape });
  const { call, events, close } = bench({ pay: tool }, { pay: () => 'paid' }, { ledger });
  expect((await call('pay', args)).status).toBe('failed');
  await close();
  const seen = JSON.stringify([events, (await ledger.audit()).map(({ body }) => body)]);
  expect(seen).toContain('[redacted]');
  expect(seen).not.toMatch(/Zq-/i);
});

test.each<[string, (args: { card_number: string; pin: number }, context: Context) => unknown]>([
  ['an error', ({ card_number }) => Promise.reject(new Error(`declined: ${card_number}`))],
  ['a cause', ({ card_number }) => Promise.reject(new Error('no', { cause: card_number }))],
  ['JSON in an error', (args) => Promise.reject(new Error(JSON.stringify(args)))],
  ['a URL', ({ card_number: at }) => Promise.reject(new Error(`GET /${encodeURIComponent(at)}`))],
  ['capitals', ({ card_number }) => Promise.reject(card_number.toUpperCase())],
  ['a number', ({ pin }) => Promise.reject(new Error(`the PIN ${pin} is wrong`))],
  ['a log line', ({ card_number }, { log }) => log(`charging ${card_number}`)],
  ['fields', (args, { log }) => log('charging', { [args.card_number]: [args] })],
  ['progress', ({ card_number }, { progress }) => progress('charging', { a: { b: card_number } })],
])('what is marked does not come back in %s of a handler', async (_, handler) => {
  const ledger = memoryLedger({ env: virtualEnv() });
  const tool = fixtureTool('pay', { input: closed }, { input: cardShape });
  const { call, events, close } = bench({ pay: tool }, { pay: handler as never }, { ledger });
  const outcome = await call('pay', { card_number: SECRET, pin: 987_654 });
  await close();
  const seen = [
    JSON.stringify(events),
    ...(await ledger.audit()).map(({ body }) => body),
    outcome.text,
  ].join('\n');
  expect(seen).toMatch(/declined|no\n|no\\n|GET|redacted|PIN|charging/);
  for (const text of inAnySpelling) expect(seen.toLowerCase()).not.toContain(text.toLowerCase());
  expect(seen).not.toMatch(/zq-canary/i);
  expect(seen).not.toContain('987654');
});

test.each(places)('what is marked in %s is seen nowhere', async (_, shape, at) => {
  for (const canary of canaries) {
    const { runtime, ledger } = await house(shape);
    const edited = at(`${canary} edited`);
    const read = await runtime.call('read', at(canary));
    const asked = await runtime.call('write', at(canary));
    if (asked.status !== 'pending') throw new TypeError(asked.text);
    const { id, preview } = asked.approval;
    await runtime.approvals.approve(id, { by: callers.supervisor, arguments: edited as never });
    const shown = (await runtime.approvals.get(id))?.preview;
    const done = await runtime.resume(id, { caller: callers.agent });
    expect([read.status, done.status]).toEqual(['completed', 'completed']);
    await runtime.close();
    const log = (await ledger.audit()).map(({ body }) => body);
    const texts = [read, asked, done].flatMap(({ text, content }) => [
      text,
      JSON.stringify(content),
    ]);
    const seen = [...texts, preview, shown ?? '', ...log, JSON.stringify(runtime.events)].join(
      '\n',
    );
    expect(log.length).toBeGreaterThan(4);
    expect(seen).toContain('[redacted]');
    for (const text of written(canary)) expect(seen).not.toContain(text);
  }
});
