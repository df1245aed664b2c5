import OpenAI from 'openai';
import OpenAI7 from 'openai-7';
import type { ToolEvent } from '../../src/event.js';
import { createRuntime, memoryLedger } from '../../src/index.js';
import { type ChatOptions, chat, type Message, type Run } from '../../src/openai/index.js';
import {
  type Line,
  type ScriptedModel,
  scriptedModel,
  virtualEnv,
} from '../../src/testing/index.js';
import { callers, tools as fixtures, handlers } from '../fixture/desk.js';
import { fixtureTool, toolset } from '../fixture/tool.js';

/** The support desk with a few tools that misbehave, behind a scripted model and the real SDK. */

const string = { type: 'string' } as const;

/** Its handler throws what no model may read. */
export const leaky = fixtureTool('leaky');
/** Its handler returns what its schema does not allow. */
export const liar = fixtureTool('liar', {
  result: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
});
/** Its handler ignores the signal. */
export const deaf = fixtureTool('deaf', {}, { timeoutMs: 200 });
/** Nothing is required. */
export const optional = fixtureTool('optional', {
  input: { type: 'object', properties: { note: string }, additionalProperties: false },
});

const tools = toolset({ ...fixtures.tools, leaky, liar, deaf, optional });

export const SECRET = 'postgres://admin:hunter2@10.0.0.3';

/** A support desk; `ran` lists the handlers that ran, with what they were given. */
export function desk() {
  const env = virtualEnv();
  const ran: [tool: string, input: unknown][] = [];
  const events: ToolEvent[] = [];
  const all = {
    ...handlers,
    leaky: leaky.handler(() => {
      throw new Error(`cannot reach ${SECRET}`);
    }),
    liar: liar.handler(() => ({ n: 'many' })),
    deaf: deaf.handler(async () => {
      env.advance(200);
      await new Promise(() => {});
    }),
    optional: optional.handler(() => 'fine'),
  };
  const watched = Object.fromEntries(
    Object.entries(all).map(([name, handler]) => [
      name,
      (input: never, context: never) => {
        ran.push([name, structuredClone(input)]);
        return (handler as (input: never, context: never) => unknown)(input, context);
      },
    ]),
  ) as unknown as typeof all;
  const runtime = createRuntime({
    tools,
    handlers: watched,
    ledger: memoryLedger({ env }),
    events: [{ name: 'test', write: (event) => void events.push(event) }],
    env,
  });
  return { runtime, ran, events, env };
}

export const clients = [
  ['openai 6', (url: string) => new OpenAI({ baseURL: url, apiKey: 'any' })],
  ['openai 7', (url: string) => new OpenAI7({ baseURL: url, apiKey: 'any' })],
] as const;
export type MakeClient = (typeof clients)[number][1];

export const ways = ['plain', 'streamed'] as const;
export type Way = (typeof ways)[number];

export const hello: Message = { role: 'user', content: 'hello' };

/** One conversation from its start to its end. */
export async function talk(
  { way, client }: { readonly way: Way; readonly client: MakeClient },
  script: readonly Line[],
  more: Partial<ChatOptions> = {},
) {
  const model: ScriptedModel = await scriptedModel(script);
  const at = desk();
  const options: ChatOptions = {
    client: client(model.url),
    caller: callers.user,
    model: 'scripted',
    messages: [hello],
    ...more,
  };
  try {
    const run: Run =
      way === 'plain'
        ? await chat(at.runtime, options)
        : await chat.stream(at.runtime, options).result;
    await at.runtime.close();
    return { ...at, run, requests: model.requests, answers: answersOf(run.messages) };
  } finally {
    await model.close();
  }
}

/** What the model read, call by call. */
export const answersOf = (messages: readonly Message[]) =>
  messages.flatMap((message) =>
    message.role === 'tool' ? [JSON.parse(String(message.content))] : [],
  );
