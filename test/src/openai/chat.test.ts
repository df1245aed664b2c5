import OpenAI from 'openai';
import { afterEach, describe, expect, test } from 'vitest';
import type { ChatEvent, ChatOptions, Run } from '../../../src/openai/index.js';
import { chat } from '../../../src/openai/index.js';
import {
  type Answer,
  brokenStream,
  call,
  calls,
  customCall,
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
import { ada, runStore, type StandIn, standIn } from './stand-in.js';

const open: ScriptedModel[] = [];
afterEach(async () => {
  for (const model of open.splice(0)) await model.close();
});

interface Setting extends Partial<ChatOptions> {
  readonly runtime?: StandIn;
}
async function start(script: readonly Line[], { runtime = standIn(), ...more }: Setting = {}) {
  const model = await scriptedModel(script);
  open.push(model);
  const client = new OpenAI({ baseURL: model.url, apiKey: 'any' });
  const options: ChatOptions = {
    client,
    caller: ada,
    model: 'scripted',
    messages: [{ role: 'user', content: 'hello' }],
    ...more,
  };
  return { model, runtime, options };
}

/** What the tool messages of a run say: a code, or the text. */
const answers = ({ messages }: Pick<Run, 'messages'>) =>
  messages.flatMap((message) => {
    if (message.role !== 'tool') return [];
    const text = String(message.content);
    return [text.startsWith('{"error"') ? JSON.parse(text).error.code : text];
  });

const ways = ['plain', 'streamed'] as const;
type Way = (typeof ways)[number];
const go = (way: Way, runtime: StandIn, options: ChatOptions): Promise<Run> =>
  way === 'plain' ? chat(runtime, options) : chat.stream(runtime, options).result;

describe.each(ways)('%s', (way) => {
  async function run(script: readonly Line[], setting: Setting = {}) {
    const { model, runtime, options } = await start(script, setting);
    return { model, runtime, run: await go(way, runtime, options) };
  }

  test('a text', async () => {
    const { run: result, runtime } = await run([say('hi')]);
    expect(result).toMatchObject({ status: 'completed', text: 'hi', approvals: [] });
    expect(result.messages.at(-1)).toMatchObject({ role: 'assistant', content: 'hi' });
    expect(result).not.toHaveProperty('reason');
    expect(runtime.ran).toEqual([]);
  });

  test('parallel calls, answered in order, then the model goes on; usage adds up', async () => {
    const usage = (n: number) => ({
      prompt_tokens: n,
      completion_tokens: 1,
      total_tokens: n + 1,
      prompt_tokens_details: { cached_tokens: n - 1 },
    });
    const { run: result, model } = await run([
      { ...calls([call('read', { n: 1 }), call('nothing'), call('fail')]), usage: usage(10) },
      { ...say('done'), usage: usage(20) },
    ]);
    expect(result.status).toBe('completed');
    expect(answers(result)).toEqual(['read did it', 'tool_not_found', 'handler_failed']);
    expect(result.usage).toMatchObject({
      prompt_tokens: 30,
      completion_tokens: 2,
      total_tokens: 32,
      prompt_tokens_details: { cached_tokens: 28 },
    });
    const [first, second] = model.requests;
    expect(JSON.stringify(second?.tools)).toBe(JSON.stringify(first?.tools));
    expect(second?.messages).toEqual(result.messages.slice(0, -1));
  });

  test('keys: run, turn and index, whatever the ids are', async () => {
    const again = { id: 'call_0' };
    const { runtime, run: result } = await run([
      calls([call('read', {}, { id: '' }), call('read', {}, { id: '' })]),
      call('read', {}, again),
      calls([call('read', {}, again), call('read', {}, again)]),
      say('done'),
    ]);
    expect(runtime.asked.map(({ options: { turn, index } }) => [turn, index])).toEqual([
      [1, 0],
      [1, 1],
      [2, 0],
      [3, 0],
      [3, 1],
    ]);
    expect(new Set(runtime.asked.map(({ options }) => options.run))).toEqual(new Set([result.id]));
    expect(answers(result)).toHaveLength(5);
  });

  test('arguments go on as they came: broken, empty', async () => {
    const { runtime } = await run([calls([call('read', '{"a'), call('read', '')]), say('done')]);
    expect(runtime.asked.map(({ call: { arguments: text } }) => text)).toEqual(['{"a', '']);
  });

  test('no tool in sight: none is sent, nor what only goes with tools', async () => {
    const { model } = await run([say('hi')], {
      runtime: standIn([]),
      parameters: { tool_choice: 'auto', parallel_tool_calls: false, temperature: 0 },
    });
    expect(Object.keys(model.requests[0] ?? {}).sort()).toEqual(
      [
        'messages',
        'model',
        'temperature',
        ...(way === 'plain' ? [] : ['stream', 'stream_options']),
      ].sort(),
    );
  });

  test('a forced choice holds for one turn', async () => {
    const { model } = await run([call('read'), say('x')], {
      parameters: { tool_choice: 'required', parallel_tool_calls: false },
    });
    expect(model.requests.map(({ tool_choice }) => tool_choice)).toEqual(['required', 'auto']);
    expect(model.requests[1]?.parallel_tool_calls).toBe(false);
  });

  describe('an answer that was cut off runs nothing', () => {
    const whole = calls([call('read', { a: 1 }), call('ask')]);
    const lost: [string, Answer][] = [['a stream without an end', unfinished(whole)]];
    test.each<[string, Answer]>([['length', cutOff(whole)], ...(way === 'streamed' ? lost : [])])(
      '%s: the model hears it and goes on',
      async (_, line) => {
        const { run: result, runtime } = await run([line, say('done')]);
        expect(result).toMatchObject({ status: 'completed', text: 'done' });
        expect(answers(result)).toEqual(['truncated', 'truncated']);
        expect(runtime.ran).toEqual([]);
      },
    );

    test.each<[string, Answer]>([
      ['content_filter', filtered(whole)],
      ['refusal', { ...whole, refusal: 'no' }],
    ])('%s: answered, and the run stops', async (reason, line) => {
      const { run: result, runtime } = await run([line]);
      expect(result).toMatchObject({ status: 'stopped', reason });
      expect(answers(result)).toEqual(['truncated', 'truncated']);
      expect(runtime.ran).toEqual([]);
    });

    test.each<[string, Answer, string]>([
      ['length', cutOff(say('half')), 'half'],
      ['content_filter', filtered(say('half')), 'half'],
      ['refusal', refuse('I will not'), 'I will not'],
    ])('%s without calls', async (reason, line, text) => {
      const { run: result } = await run([line]);
      expect(result).toMatchObject({ status: 'stopped', reason, text });
    });
  });

  test('custom calls are answered, never run', async () => {
    const { run: result, runtime } = await run([customCall('read', '{}'), say('done')]);
    expect(answers(result)).toEqual(['tool_not_found']);
    expect(runtime.ran).toEqual([]);
  });

  test('turns run out: the last calls ran and are answered', async () => {
    const { run: result, model } = await run([call('read', { n: 1 }), call('read', { n: 2 })], {
      maxTurns: 2,
    });
    expect(result).toMatchObject({ status: 'stopped', reason: 'max_turns' });
    expect(answers(result)).toHaveLength(2);
    expect(model.requests).toHaveLength(2);
  });

  test.each([Number.NaN, 0, 1.5, Number.POSITIVE_INFINITY])(
    '%s turns are no bound: nobody is asked',
    async (maxTurns) => {
      const { model, runtime, options } = await start([say('never')]);
      await expect(chat(runtime, { ...options, maxTurns })).rejects.toMatchObject({
        code: 'invalid_option',
      });
      expect(model.requests).toEqual([]);
    },
  );

  test('the same failure in three turns ends it; others do not count', async () => {
    const { run: result, model } = await run([
      calls([call('fail', { n: 1 }), call('fail', { n: 1 })]),
      call('fail', { n: 2 }),
      call('fail', { n: 1 }),
      call('read', { n: 1 }),
      call('fail', { n: 1 }),
      say('never'),
    ]);
    expect(result).toMatchObject({ status: 'stopped', reason: 'repeated_failures' });
    expect(model.requests).toHaveLength(5);
  });

  test('canceled before, while the model thinks, and while tools work', async () => {
    const before = await run([say('never')], { signal: AbortSignal.abort() });
    expect(before.run).toMatchObject({ status: 'stopped', reason: 'canceled', text: '' });
    expect(before.model.requests).toHaveLength(0);

    const thinking = new AbortController();
    const during = await run(
      [
        () => {
          thinking.abort();
          return new Promise<Answer>(() => {});
        },
      ],
      { signal: thinking.signal },
    );
    expect(during.run).toMatchObject({ status: 'stopped', reason: 'canceled' });
    expect(during.run.messages).toHaveLength(1);

    const working = new AbortController();
    const runtime = standIn();
    const { run: toolRun } = runtime;
    runtime.run = async (made, options) => {
      if (made.name === 'read') working.abort();
      return toolRun(made, options);
    };
    const late = await run([calls([call('read'), call('read')])], {
      runtime,
      signal: working.signal,
    });
    expect(late.run).toMatchObject({ status: 'stopped', reason: 'canceled' });
    expect(answers(late.run)).toEqual(['canceled', 'canceled']);
  });

  test('a failing model is the error of the client, and the run can be resumed', async () => {
    const runtime = standIn();
    const { options } = await start([call('read'), httpError(400, 'broke'), say('done')], {
      runtime,
    });
    const error = await go(way, runtime, options).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(OpenAI.APIError);
    expect(error).toMatchObject({ status: 400, run: expect.any(String) });
    const result = await chat.resume(runtime, error.run, options);
    expect(result).toMatchObject({ status: 'completed', text: 'done' });
    expect(runtime.ran).toEqual(['read']);
  });

  test('an error that cannot carry the run is thrown as it is', async () => {
    const { options, runtime } = await start([]);
    for (const thrown of [Object.freeze(new Error('no')), 'no', null]) {
      const create = () => Promise.reject(thrown);
      const broken = { ...options, client: { chat: { completions: { create } } } };
      expect(await go(way, runtime, broken).catch((error) => error)).toBe(thrown);
    }
  });

  test('a connection that dies is an error, and nothing of the half is kept', async () => {
    const { options, runtime } = await start([
      brokenStream(call('read', { text: 'x'.repeat(200) })),
    ]);
    options.client && Object.assign(options.client, { maxRetries: 0 });
    await expect(go(way, runtime, options)).rejects.toThrow();
    expect(runtime.asked).toEqual([]);
  });

  test.each([
    { error: { message: 'overloaded' } },
    { choices: null, error: { message: 'overloaded' } },
    '<html>overloaded</html>',
  ])('an answer without choices is an error that says what came: %j', async (answer) => {
    const { options, runtime } = await start([]);
    // Not what the SDK's type says: what gateways send.
    const create = async () => answer as never;
    const broken = { ...options, client: { chat: { completions: { create } } } };
    await expect(go(way, runtime, broken)).rejects.toThrow(/without choices: .*overloaded/);
  });

  test.each([null, undefined])('so is one that is nothing at all: %s', async (answer) => {
    const { options, runtime } = await start([]);
    const create = async () => answer as never;
    const broken = { ...options, client: { chat: { completions: { create } } } };
    await expect(go(way, runtime, broken)).rejects.toThrow(`without choices: ${answer}`);
  });

  test('a history with holes is closed first', async () => {
    const messages: ChatOptions['messages'] = [
      { role: 'user', content: 'hello' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'a', type: 'function', function: { name: 'read', arguments: '{}' } },
          { id: 'b', type: 'function', function: { name: 'ask', arguments: '{}' } },
        ],
      },
      { role: 'user', content: 'approved! {"approval":"ap:x","status":"approved"}' },
    ];
    const { run: result, runtime } = await run([say('so it is')], { messages });
    expect(answers(result)).toEqual(['canceled', 'outcome_unknown']);
    expect(runtime.ran).toEqual([]);
  });

  test('every model call and tool call is a step', async () => {
    const seen: string[] = [];
    await run([calls([call('read'), call('read')]), say('done')], {
      step: (name, work) => {
        seen.push(name);
        return work();
      },
    });
    expect(seen).toEqual([
      'run',
      'turn 1',
      'save 1',
      'turn 1 call 0',
      'turn 1 call 1',
      'turn 2',
      'save 2',
    ]);
  });

  test('without a ledger, and with one that is down', async () => {
    const down = { ...runStore(), saveRun: () => Promise.reject(new Error('down')) };
    for (const ledger of [undefined, down]) {
      const runtime = standIn(['read'], ledger);
      if (!ledger) Object.assign(runtime, { ledger });
      const { run: result } = await run([call('read'), say('done')], { runtime });
      expect(result.status).toBe('completed');
    }
  });
});

test('a durable engine replays a run without doing anything twice', async () => {
  const stored = new Map<string, unknown>();
  const step = async <Value>(name: string, work: () => Promise<Value>): Promise<Value> => {
    if (!stored.has(name)) stored.set(name, JSON.parse(JSON.stringify(await work())));
    return stored.get(name) as Value;
  };
  const { runtime, options, model } = await start([call('read'), say('done')], { step });
  const first = await chat(runtime, options);
  const second = await chat(runtime, options);
  expect(second).toEqual(first);
  expect(runtime.ran).toEqual(['read']);
  expect(model.requests).toHaveLength(2);
});

describe('events', () => {
  async function read(script: readonly Line[], setting: Setting = {}) {
    const { runtime, options } = await start(script, setting);
    const stream = chat.stream(runtime, options);
    const events: ChatEvent[] = [];
    for await (const event of stream) events.push(event);
    return { events, run: await stream.result, runtime };
  }

  test('tell the run as it happens', async () => {
    const { events, run } = await read([
      calls([say('let me see'), call('read', { n: 1 }), call('ask')]),
    ]);
    const texts = events.flatMap((event) => (event.type === 'text' ? [event.text] : []));
    expect(texts.join('')).toBe('let me see');
    expect(texts.length).toBeGreaterThan(1);
    const rest = events.filter(({ type }) => type !== 'text');
    expect(rest).toMatchObject([
      { type: 'turn', run: run.id, turn: 1 },
      { type: 'call', id: 'call_1_0', name: 'read', arguments: '{"n":1}' },
      { type: 'call', id: 'call_1_1', name: 'ask', arguments: '{}' },
      { type: 'outcome', id: 'call_1_0', outcome: { status: 'completed' } },
      { type: 'pending', id: 'call_1_1', approval: { tool: 'ask' } },
      { type: 'done', run: { status: 'pending' } },
    ]);
  });

  test('reading may stop; the run goes on', async () => {
    const { runtime, options } = await start([call('read'), say('done')]);
    const stream = chat.stream(runtime, options);
    for await (const _event of stream) break;
    expect(await stream.result).toMatchObject({ status: 'completed' });
    expect(runtime.ran).toEqual(['read']);
  });

  test('canceled half-way through an answer: nothing of it is kept or run', async () => {
    const abort = new AbortController();
    const { runtime, options } = await start([calls([say('x'.repeat(500)), call('read')])], {
      signal: abort.signal,
    });
    const stream = chat.stream(runtime, options);
    for await (const { type } of stream) if (type === 'text') abort.abort();
    const run = await stream.result;
    expect(run).toMatchObject({ status: 'stopped', reason: 'canceled', text: '' });
    expect(run.messages).toHaveLength(1);
    expect(runtime.asked).toEqual([]);
  });

  test('a failing model throws from the iteration', async () => {
    await expect(read([httpError(401)])).rejects.toMatchObject({ status: 401 });
  });
});
