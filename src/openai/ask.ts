import type { OpenAI } from 'openai';
import { isObject } from '../json.js';
import { assembly } from './assemble.js';
import type { Answer, Chunk, Completion } from './protocol.js';
import type { Work } from './work.js';

/** Of an answer that is none, for the operator. */
const MOST_SAID = 500;

/** One model call. Throws the client's own error. */
export async function ask(work: Work): Promise<Answer> {
  const options = work.signal ? { signal: work.signal } : {};
  const answer = await work.client.chat.completions.create(requestOf(work), options);
  return isStream(answer) ? await streamed(answer, work) : plain(answer);
}

const isStream = (answer: Completion | AsyncIterable<Chunk>): answer is AsyncIterable<Chunk> =>
  Symbol.asyncIterator in Object(answer);

/** A whole answer that names no reason is whole: some servers leave it out. A stream without one was cut off. */
function plain(answer: Partial<Completion> | null | undefined): Answer {
  const { choices, usage } = answer ?? {};
  // Gateways answer 200 with an error, or with a page, where the server behind them failed.
  if (!Array.isArray(choices)) {
    const said = JSON.stringify(answer)?.slice(0, MOST_SAID);
    throw new Error(`the model's server answered without choices: ${said}`);
  }
  const [choice] = choices;
  return {
    message: isObject(choice?.message) ? choice.message : {},
    finish: choice ? choice.finish_reason || 'stop' : null,
    usage: usage ?? null,
  };
}

async function streamed(chunks: AsyncIterable<Chunk>, { emit }: Work): Promise<Answer> {
  const parts = assembly();
  for await (const chunk of chunks) {
    const text = parts.add(chunk);
    if (text) emit({ type: 'text', text });
  }
  return parts.answer();
}

function requestOf({ thread, tools, streaming }: Work): OpenAI.ChatCompletionCreateParams {
  const { tool_choice, parallel_tool_calls, ...parameters } = thread.parameters;
  const choice = thread.turn > 0 ? unforced(tool_choice) : tool_choice;
  return {
    ...parameters,
    model: thread.model,
    messages: thread.messages,
    // The API refuses an empty list, and these two without tools.
    ...(tools.length > 0 && {
      tools: [...tools],
      ...(choice && { tool_choice: choice }),
      ...(parallel_tool_calls !== undefined && { parallel_tool_calls }),
    }),
    ...(streaming && { stream: true, stream_options: { include_usage: true } }),
  };
}

type Choice = OpenAI.ChatCompletionToolChoiceOption | undefined;

/** A model that must call a tool in every turn would never come to an end. */
function unforced(choice: Choice): Choice {
  if (choice === undefined || choice === 'none' || choice === 'auto') return choice;
  if (typeof choice === 'string' || choice.type !== 'allowed_tools') return 'auto';
  return { ...choice, allowed_tools: { ...choice.allowed_tools, mode: 'auto' } };
}
