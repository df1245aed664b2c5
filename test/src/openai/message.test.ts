import { describe, expect, test } from 'vitest';
import { kept, textOf, toolCall } from '../../../src/openai/message.js';
import type { AssistantMessage, Spoken } from '../../../src/openai/protocol.js';
import { addUsage, noUsage } from '../../../src/openai/usage.js';
import { corpusRows } from '../../corpora.js';

const made = (id: unknown, text: unknown = '{}') => ({
  id,
  type: 'function',
  function: { name: 'f', arguments: text },
});
const idsOf = (message: AssistantMessage) => message.tool_calls?.map(({ id }) => id);
const keep = (message: object, turn = 2) => kept(message as Spoken, turn);

describe('the message we keep', () => {
  test('is the one that came', () => {
    const message = {
      role: 'assistant',
      content: null,
      refusal: null,
      annotations: [],
      reasoning_content: 'hm',
      tool_calls: [{ ...made('a'), extra_content: { google: { thought_signature: 's' } } }],
    };
    expect(keep(message)).toEqual(message);
  });

  test.each([
    ['empty', ['', ''], ['call_2_0', 'call_2_1']],
    ['missing', [undefined, null], ['call_2_0', 'call_2_1']],
    ['that are no text', [5, 5, { n: 1 }], ['call_2_0', 'call_2_1', 'call_2_2']],
    ['given twice', ['a', 'a', 'b'], ['a', 'call_2_1', 'b']],
    ['ours taken', ['', 'call_2_0', 'call_2_0'], ['call_2_0_1', 'call_2_0', 'call_2_2']],
  ])('ids %s are made unique', (_, ids, expected) => {
    expect(idsOf(keep({ tool_calls: ids.map((id) => made(id)) }))).toEqual(expected);
  });

  test.each([
    ['an object', { k: 1 }, '{"k":1}'],
    ['null', null, ''],
    ['no JSON', '{"k', '{"k'],
  ])('arguments that are %s', (_, given, text) => {
    const call = keep({ tool_calls: [made('a', given)] }).tool_calls?.[0];
    expect(call && toolCall(call)).toEqual({ id: 'a', name: 'f', arguments: text });
  });

  test.each([
    [5, ''],
    [true, ''],
    [{ text: 'x' }, ''],
    [[], ''],
    [['x'], ''],
    [[{ type: 'text', text: 'x' }], [{ type: 'text', text: 'x' }]],
  ])('content %j: what is neither text nor parts, the API would refuse', (content, expected) => {
    expect(keep({ content }).content).toEqual(expected);
    expect(keep({ content: content === 5 ? 5 : null, refusal: 'no' }).content).toBeNull();
  });

  test('a refusal that is no text is none', () => {
    expect(keep({ content: null, refusal: {} })).toEqual({
      role: 'assistant',
      content: '',
      refusal: null,
    });
  });

  test('a name that is no text, and what is no call', () => {
    const named = { ...made('a'), function: { name: 7, arguments: '{}' } };
    const { tool_calls } = keep({ tool_calls: [null, named, 'x'] });
    expect(tool_calls?.map(toolCall)).toEqual([{ id: 'a', name: '7', arguments: '{}' }]);
  });

  test.each([
    ['multi_tool_use.parallel', 'multi_tool_use-parallel-'],
    ['', '-'],
    ['wetter für Tokyo', 'wetter-f-r-Tokyo-'],
    ['x'.repeat(65), `${'x'.repeat(63)}-`],
    ['functions-read', 'functions-read'],
  ])('the name %j, which the API would not take back, is that of no tool', (name, expected) => {
    const made = [{ id: 'a', type: 'function', function: { name, arguments: '{}' } }];
    expect(keep({ tool_calls: made }).tool_calls).toMatchObject([{ function: { name: expected } }]);
    const custom = [{ id: 'a', type: 'custom', custom: { name, input: '' } }];
    expect(keep({ tool_calls: custom }).tool_calls).toMatchObject([{ custom: { name: expected } }]);
  });

  test.each([
    [{ tool_calls: {} }, { role: 'assistant', content: '' }],
    [{ tool_calls: [] }, { role: 'assistant', content: '' }],
    [
      { content: 'x', tool_calls: null },
      { role: 'assistant', content: 'x' },
    ],
    [
      { content: null, refusal: 'no' },
      { role: 'assistant', content: null, refusal: 'no' },
    ],
    [{}, { role: 'assistant', content: '' }],
  ])('%j', (given, expected) => expect(keep(given)).toEqual(expected));

  test('a custom call', () => {
    const call = keep({
      tool_calls: [{ id: 'a', type: 'custom', custom: { name: 'sql', input: 'SELECT 1' } }],
    }).tool_calls?.[0];
    expect(call && toolCall(call)).toEqual({ id: 'a', name: 'sql', arguments: 'SELECT 1' });
  });
});

test('what was said', () => {
  expect(textOf({ role: 'assistant', content: 'x' })).toBe('x');
  expect(textOf({ role: 'assistant', content: null, refusal: 'no' })).toBe('no');
  const content = [
    { type: 'text' as const, text: 'a' },
    { type: 'refusal' as const, refusal: 'r' },
    { type: 'text' as const, text: 'b' },
  ];
  expect(textOf({ role: 'assistant', content })).toBe('ab');
  const none = [{ type: 'text', text: { toString: 1 } }] as never;
  expect(textOf({ role: 'assistant', content: none })).toBe('{"toString":1}');
  expect(textOf(undefined)).toBe('');
});

test('usage adds up, details too', () => {
  const one = {
    prompt_tokens: 10,
    completion_tokens: 2,
    total_tokens: 12,
    prompt_tokens_details: { cached_tokens: 8 },
    completion_tokens_details: null,
    prompt_cache_hit_tokens: 1,
  };
  const two = { ...one, completion_tokens_details: { reasoning_tokens: 3 } };
  // biome-ignore lint/suspicious/noExplicitAny: what servers send is not what the SDK's type says.
  const sum = [one, null, two].reduce((sum, more) => addUsage(sum, more as any), noUsage);
  expect(sum).toEqual({
    prompt_tokens: 20,
    completion_tokens: 4,
    total_tokens: 24,
    prompt_tokens_details: { cached_tokens: 16 },
    completion_tokens_details: { reasoning_tokens: 3 },
    prompt_cache_hit_tokens: 2,
  });
});

interface Recorded {
  api: string;
  source: string;
  calls: { id: string; name: string; arguments_raw: string | null }[];
  body: { choices: { message: Spoken }[] };
}
const recorded = corpusRows<Recorded>('streams/recorded_responses.jsonl').filter(
  ({ api }) => api === 'chat',
);

describe.skipIf(recorded.length === 0)('recorded answers', () => {
  test.each(recorded.map((row, n) => ({ ...row, n })))('$n $source', ({ calls, body }) => {
    const message = kept(body.choices[0]?.message ?? {}, 1);
    expect(message.tool_calls?.map(toolCall)).toEqual(
      calls.map((call) => ({ id: call.id, name: call.name, arguments: call.arguments_raw ?? '' })),
    );
    const { tool_calls: _, ...came } = body.choices[0]?.message ?? {};
    expect(message).toMatchObject({ ...came, content: came.content ?? null });
    expect(message.tool_calls?.every((call) => !('custom' in call))).toBe(true);
  });
});

test('a tier, a currency or no figures at all among the figures of the usage', () => {
  const more = { total_tokens: 2, service_tier: 'default', cost: { currency: 'USD', sum: 0.5 } };
  const sum = ['none', more, [1], true, more].reduce<typeof noUsage>(
    (all, each) => addUsage(all, each as never),
    noUsage,
  );
  expect(sum).toEqual({
    prompt_tokens: 0,
    completion_tokens: 0,
    total_tokens: 4,
    cost: { sum: 1 },
  });
});
