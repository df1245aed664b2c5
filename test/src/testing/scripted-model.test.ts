import OpenAI from 'openai';
import OpenAI7 from 'openai-7';
import { afterEach, describe, expect, test } from 'vitest';
import {
  brokenStream,
  call,
  calls,
  cutOff,
  filtered,
  httpError,
  type Line,
  refuse,
  type ScriptedModel,
  say,
  scriptedModel,
  unfinished,
} from '../../../src/testing/index.js';

const open: ScriptedModel[] = [];
afterEach(async () => {
  for (const model of open.splice(0)) await model.close();
});
async function start(script: readonly Line[], Client = OpenAI) {
  const model = await scriptedModel(script);
  open.push(model);
  return { model, client: new Client({ baseURL: model.url, apiKey: 'any' }) };
}
const user = { role: 'user', content: 'hello' } as const;
const body = { model: 'scripted', messages: [user] };

const clients = [
  ['openai 6', OpenAI],
  // The two majors have the same surface here; only the nominal class types differ.
  ['openai 7', OpenAI7 as unknown as typeof OpenAI],
] as const;

describe.each(clients)('%s reads', (_, Client) => {
  test('a text', async () => {
    const { client } = await start([say('hi')], Client);
    const answer = await client.chat.completions.create(body);
    expect(answer.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { role: 'assistant', content: 'hi', refusal: null },
    });
    expect(answer.usage?.total_tokens).toBeGreaterThan(0);
  });

  test('a stream, as the SDK assembles it, the same as the plain answer', async () => {
    const turn = calls([
      say('let me see: 🌦️'),
      call('weather', { city: 'Zürich' }),
      call('time', '{"zone": "Eur', { id: 'own' }),
    ]);
    const { client } = await start([turn, turn], Client);
    const plain = await client.chat.completions.create(body);
    const streamed = await client.chat.completions
      .stream({ ...body, stream_options: { include_usage: true } })
      .finalChatCompletion();
    const shape = (answer: OpenAI.ChatCompletion) => ({
      finish: answer.choices[0]?.finish_reason,
      content: answer.choices[0]?.message.content,
      calls: answer.choices[0]?.message.tool_calls?.map((made) =>
        made.type === 'function' ? [made.function.name, made.function.arguments] : made.type,
      ),
      usage: answer.usage,
    });
    expect(shape(streamed)).toEqual(shape(plain));
    expect(plain.choices[0]?.message.tool_calls?.map((made) => made.id)).toEqual([
      'call_1_0',
      'own',
    ]);
  });

  test('finish reasons and refusals', async () => {
    const { client } = await start(
      [cutOff(say('half')), filtered(), refuse('no'), unfinished(say('x'))],
      Client,
    );
    const read = async () => (await client.chat.completions.create(body)).choices[0];
    expect(await read()).toMatchObject({ finish_reason: 'length', message: { content: 'half' } });
    expect(await read()).toMatchObject({ finish_reason: 'content_filter' });
    expect(await read()).toMatchObject({ message: { refusal: 'no', content: null } });
    expect(await read()).toMatchObject({ finish_reason: null });
  });

  test('errors: its own retries meet the next line', async () => {
    const { client, model } = await start([httpError(500), say('again'), httpError(401)], Client);
    const answer = await client.chat.completions.create(body);
    expect(answer.choices[0]?.message.content).toBe('again');
    await expect(client.chat.completions.create(body)).rejects.toMatchObject({ status: 401 });
    await expect(client.chat.completions.create(body)).rejects.toThrow(/script ends after 3/);
    expect(model.requests).toHaveLength(4);
  });

  test('a script that is not played to its end', async () => {
    const { client, model } = await start([say('one'), say('two')], Client);
    expect(model.left).toBe(2);
    await client.chat.completions.create(body);
    expect(model.left).toBe(1);
    await client.chat.completions.create(body);
    expect(model.left).toBe(0);
  });

  test('a connection that dies', async () => {
    const { client } = await start([brokenStream(say('a long text that never ends'))], Client);
    const read = async () => {
      const stream = await client.chat.completions.create({ ...body, stream: true });
      for await (const _chunk of stream);
    };
    await expect(read()).rejects.toThrow();
  });
});

test('a function sees the request and decides', async () => {
  const { client } = await start([(request) => say(`${request.messages.length} so far`)]);
  const answer = await client.chat.completions.create(body);
  expect(answer.choices[0]?.message.content).toBe('1 so far');
});

describe('what the API refuses, it refuses', () => {
  const made = (...ids: string[]) => ({
    role: 'assistant',
    content: null,
    tool_calls: ids.map((id) => ({ id, type: 'function', function: { name: 'f', arguments: '' } })),
  });
  const answered = (tool_call_id: string) => ({ role: 'tool', tool_call_id, content: 'x' });
  const tool = { type: 'function', function: { name: 'f' } };
  const call = { id: 'a', type: 'function' };
  const bad: [string, object][] = [
    ['no messages', { messages: [] }],
    ['no model', { model: undefined }],
    ['an unanswered call at the end', { messages: [user, made('a')] }],
    ['an unanswered call before a user message', { messages: [made('a'), user, answered('a')] }],
    ['one answer for two calls', { messages: [made('a', 'b'), answered('a')] }],
    ['two answers for one call', { messages: [made('a'), answered('a'), answered('a')] }],
    ['an answer to no call', { messages: [user, answered('a')] }],
    ['two calls with one id', { messages: [made('a', 'a'), answered('a'), answered('a')] }],
    ['an empty id', { messages: [made(''), answered('')] }],
    ...['multi_tool_use.parallel', ''].map((name): [string, object] => [
      `a call of a name that is none: ${JSON.stringify(name)}`,
      {
        messages: [
          { ...made(), tool_calls: [{ ...call, function: { name, arguments: '' } }] },
          answered('a'),
        ],
      },
    ]),
    ['no calls in a list of calls', { messages: [user, { ...made(), content: 'x' }] }],
    ['a message without content', { messages: [{ role: 'user' }] }],
    ['a role that is none', { messages: [{ role: 'wizard', content: 'x' }] }],
    ['an empty tool list', { tools: [] }],
    ['two tools with one name', { tools: [tool, tool] }],
    ['a name that is none', { tools: [{ type: 'function', function: { name: 'a b' } }] }],
    ['a choice without tools', { tool_choice: 'auto' }],
    ['parallel calls without tools', { parallel_tool_calls: false }],
  ];
  test.each(bad)('%s', async (_, change) => {
    const { client } = await start([say('never')]);
    const request = { ...body, ...change } as OpenAI.ChatCompletionCreateParamsNonStreaming;
    await expect(client.chat.completions.create(request)).rejects.toMatchObject({
      status: 400,
      type: 'invalid_request_error',
    });
  });

  test('a right transcript passes, and a refused request uses up no line', async () => {
    const { client } = await start([say('fine')]);
    const messages = [
      user,
      made('a', 'b'),
      answered('b'),
      answered('a'),
      user,
      made('a'),
      answered('a'),
    ];
    const request = (list: object[]) =>
      ({ ...body, messages: list }) as OpenAI.ChatCompletionCreateParamsNonStreaming;
    await expect(client.chat.completions.create(request([made('a')]))).rejects.toThrow('400');
    const answer = await client.chat.completions.create(request(messages));
    expect(answer.choices[0]?.message.content).toBe('fine');
  });
});
