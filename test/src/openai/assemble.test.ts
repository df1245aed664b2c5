import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { assembly } from '../../../src/openai/assemble.js';
import type { Answer, Chunk, SpokenCall } from '../../../src/openai/protocol.js';
import { corpus, corpusRows } from '../../corpora.js';

const callsOf = ({ message }: Answer) =>
  (message.tool_calls ?? []).map(({ id, function: named }) => ({
    id,
    name: named?.name,
    arguments: named?.arguments,
  }));

function put(entries: readonly (readonly SpokenCall[])[], finish: string | null = 'tool_calls') {
  const parts = assembly();
  for (const tool_calls of entries) parts.add({ choices: [{ delta: { tool_calls } }] });
  parts.add({ choices: [{ delta: {}, finish_reason: finish }] });
  return parts.answer();
}

interface Shape {
  shape: string;
  tool_call_deltas: { index?: number; id?: string; name?: string; arguments?: string }[][];
  expected_calls: { id: string; name: string; arguments: string }[] | null;
}
const shapes = corpusRows<Shape>('streams/field_delta_shapes.jsonl');

describe.skipIf(shapes.length === 0)('shapes seen in the field', () => {
  test.each(shapes)('$shape', ({ tool_call_deltas, expected_calls }) => {
    const entries = tool_call_deltas.map((delta) =>
      delta.map(({ name, arguments: text, ...address }) => ({
        ...address,
        function: { ...(name !== undefined && { name }), arguments: text },
      })),
    );
    const calls = callsOf(put(entries));
    if (expected_calls) expect(calls).toEqual(expected_calls);
    // Where nothing may run, the arguments are handed on as they came, for strict parsing to refuse.
    else expect(() => calls.map((call) => JSON.parse(String(call.arguments)))).toThrow();
  });
});

test('a chunk that is none adds nothing', () => {
  const parts = assembly();
  // Not what the SDK's type says: what servers send to keep a connection.
  for (const chunk of [null, undefined, 'ping', []]) expect(parts.add(chunk as never)).toBe('');
  expect(parts.add({ choices: [{ delta: { content: 'hi' } }] })).toBe('hi');
});

describe('which call a piece belongs to', () => {
  const f = (name: string | undefined, text: unknown) => ({
    function: { ...(name !== undefined && { name }), arguments: text },
  });
  const rows: [string, SpokenCall[][], [string, string, unknown][]][] = [
    [
      'interleaved by index',
      [
        [
          { index: 0, id: 'a', ...f('x', '') },
          { index: 1, id: 'b', ...f('y', '') },
        ],
        [{ index: 1, ...f(undefined, '{"k":') }],
        [{ index: 0, ...f(undefined, '{}') }],
        [{ index: 1, ...f(undefined, '2}') }],
      ],
      [
        ['a', 'x', '{}'],
        ['b', 'y', '{"k":2}'],
      ],
    ],
    [
      'the name repeated after the arguments were whole, by a server that gives ids',
      [[{ index: 0, id: 'a', ...f('x', '{}') }], [{ index: 0, id: null, ...f('x', '') }]],
      [['a', 'x', '{}']],
    ],
    [
      'a piece of the arguments before the name',
      [
        [{ index: 0, ...f(undefined, '{"k"') }],
        [{ index: 0, id: 'a', ...f('x', ':1}') }],
        [{ index: 1, id: 'b', ...f('y', '{}') }],
      ],
      [
        ['a', 'x', '{"k":1}'],
        ['b', 'y', '{}'],
      ],
    ],
    [
      'the name before the id',
      [[{ index: 0, ...f('x', '') }], [{ index: 0, id: 'a', ...f('x', '{}') }]],
      [['a', 'x', '{}']],
    ],
    [
      'null in the place of a piece',
      [[null as never, { index: 0, id: 'a', ...f('x', '{}') }], [null as never]],
      [['a', 'x', '{}']],
    ],
    [
      'id and name repeated in every piece',
      [[{ index: 0, id: 'a', ...f('x', '{"k"') }], [{ index: 0, id: 'a', ...f('x', ':1}') }]],
      [['a', 'x', '{"k":1}']],
    ],
    [
      'whole calls, no index and no ids',
      [[f('x', '{"k":1}')], [f('x', '{"k":2}')], [f('y', '')], [f('z', '')]],
      [
        ['', 'x', '{"k":1}'],
        ['', 'x', '{"k":2}'],
        ['', 'y', ''],
        ['', 'z', ''],
      ],
    ],
    [
      'no index, told apart by id',
      [
        [
          { id: 'a', ...f('x', '{"k"') },
          { id: 'b', ...f('y', '{') },
        ],
        [{ id: 'a', ...f(undefined, ':1}') }],
        [{ id: 'b', ...f(undefined, '}') }],
      ],
      [
        ['a', 'x', '{"k":1}'],
        ['b', 'y', '{}'],
      ],
    ],
    [
      'an id that changes from piece to piece',
      [[{ index: 0, id: 'a', ...f('x', '{') }], [{ index: 0, id: 'b', ...f(undefined, '}') }]],
      [['a', 'x', '{}']],
    ],
    [
      'the name comes late',
      [[{ index: 0, id: 'a', ...f(undefined, '') }], [{ index: 0, ...f('x', '{}') }]],
      [['a', 'x', '{}']],
    ],
    [
      'arguments as an object',
      [[{ index: 0, id: 'a', ...f('x', { k: 1 }) }]],
      [['a', 'x', '{"k":1}']],
    ],
    [
      'null for everything that is not there',
      [[{ index: null, id: null, type: null, function: { name: null, arguments: null } }]],
      [['', '', '']],
    ],
    ['the first index is not 0', [[{ index: 3, id: 'a', ...f('x', '{}') }]], [['a', 'x', '{}']]],
  ];
  test.each(rows)('%s', (_, deltas, expected) => {
    expect(callsOf(put(deltas))).toEqual(
      expected.map(([id, name, text]) => ({ id, name, arguments: text })),
    );
  });

  test('custom calls, and what a server adds of its own', () => {
    const { message } = put([
      [{ index: 0, id: 'a', type: 'custom', custom: { name: 'sql', input: '' } }],
      [{ index: 0, custom: { input: 'SELECT 1' } }],
      [{ index: 1, id: 'b', ...f('x', '{}'), extra_content: { signature: 's' } } as SpokenCall],
    ]);
    expect(message.tool_calls).toEqual([
      { id: 'a', type: 'custom', custom: { name: 'sql', input: 'SELECT 1' } },
      {
        id: 'b',
        type: 'function',
        function: { name: 'x', arguments: '{}' },
        extra_content: { signature: 's' },
      },
    ]);
  });
});

test('texts grow, lists grow, the last usage and the last reason stand', () => {
  const parts = assembly();
  const add = (delta: object, more: object = {}) =>
    parts.add({ choices: [{ index: 0, delta }], ...more } as Chunk);
  const seen = [
    add({ role: 'assistant', content: '', reasoning_content: 'hm' }),
    add({ role: 'assistant', content: 'a', reasoning_content: ' so' }),
    add({ content: [{ type: 'thinking' }] }),
    add({ content: 'b', refusal: null }, { usage: { total_tokens: 1 } }),
  ];
  parts.add({ choices: [{ index: 1, delta: { content: 'other' }, finish_reason: 'length' }] });
  expect(parts.answer().finish).toBeNull();
  add(
    { content: '' },
    { usage: { total_tokens: 5 }, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
  );
  expect(seen).toEqual(['', 'a', '', 'b']);
  expect(parts.answer()).toMatchObject({
    finish: 'stop',
    usage: { total_tokens: 5 },
    message: {
      role: 'assistant',
      content: [{ type: 'text', text: 'a' }, { type: 'thinking' }, { type: 'text', text: 'b' }],
      reasoning_content: 'hm so',
    },
  });
});

test.each([
  {},
  { choices: null },
  { choices: {} },
  { choices: 'x' },
  { choices: [null] },
  { choices: [{ index: 0, delta: 'x' }] },
  { choices: [{ index: 0 }] },
])('a chunk that says nothing: %j', (chunk) => {
  const parts = assembly();
  expect(parts.add(chunk as never)).toBe('');
  expect(parts.answer().message).toEqual({ role: 'assistant', content: null });
});

const folder = corpus('streams') ?? '';
const recorded = (existsSync(folder) ? readdirSync(folder, { recursive: true }) : [])
  .map(String)
  .filter((file) => /\.(sse|chunks\.txt)$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }))
  // The Chat Completions protocol, by its shape; one recording is of a server that reports an error half-way.
  .filter(({ text }) => /"choices":\s*\[[^\]]*"delta"/.test(text) && !/^event: error/m.test(text))
  .sort((a, b) => (a.file < b.file ? -1 : 1));

const asSse = ({ file, text }: { file: string; text: string }): Uint8Array =>
  new TextEncoder().encode(
    file.endsWith('.sse')
      ? text
      : `${text
          .trim()
          .split('\n')
          .map((line) => `data: ${line}\n\n`)
          .join('')}data: [DONE]\n\n`,
  );

/** The recorded bytes through the real SDK, `size` bytes at a time. */
function replayed(bytes: Uint8Array, size: number): OpenAI {
  const fetch = async () => {
    let at = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (at >= bytes.length) return controller.close();
        controller.enqueue(bytes.slice(at, at + size));
        at += size;
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
  return new OpenAI({ apiKey: 'any', baseURL: 'http://127.0.0.1:9/v1', fetch, maxRetries: 0 });
}
const request = { model: 'any', messages: [{ role: 'user' as const, content: 'any' }] };

async function assembled(bytes: Uint8Array, size: number): Promise<Answer> {
  const stream = await replayed(bytes, size).chat.completions.create({ ...request, stream: true });
  const parts = assembly();
  for await (const chunk of stream) parts.add(chunk);
  return parts.answer();
}

describe.skipIf(recorded.length === 0)('recorded streams', () => {
  test('there are enough of them', () => expect(recorded.length).toBeGreaterThan(20));

  test.each(recorded)('$file: the same however the bytes come', async (recording) => {
    const bytes = asSse(recording);
    const whole = await assembled(bytes, bytes.length);
    expect(whole.finish).toBeTruthy();
    // One byte at a time has a boundary after every byte.
    for (const size of [1, 7, 100]) expect(await assembled(bytes, size)).toEqual(whole);
    for (const call of callsOf(whole)) {
      expect(call.id).toBeTruthy();
      expect(call.name).toBeTruthy();
      expect(() => JSON.parse(String(call.arguments))).not.toThrow();
    }
  });

  const official = recorded.filter(({ file }) => /openai-python|api\.openai\.com/.test(file));
  test.each(official)('$file: the same calls as the SDK makes of it', async (recording) => {
    const bytes = asSse(recording);
    const stream = replayed(bytes, bytes.length).chat.completions.stream(request);
    const theirs = (await stream.finalChatCompletion()).choices[0];
    const ours = await assembled(bytes, bytes.length);
    expect(ours.finish).toBe(theirs?.finish_reason);
    expect(ours.message.content ?? null).toBe(theirs?.message.content ?? null);
    expect(callsOf(ours)).toEqual(
      (theirs?.message.tool_calls ?? []).map((call) => ({
        id: call.id,
        name: call.type === 'function' ? call.function.name : '',
        arguments: call.type === 'function' ? call.function.arguments : '',
      })),
    );
  });
});
