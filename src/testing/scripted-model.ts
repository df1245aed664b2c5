import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { problemOf } from './request-rules.js';
import { type Answer, type HttpError, httpError, type Line } from './script.js';
import {
  type ChatRequest,
  chunks,
  completion,
  type Envelope,
  usageChunk,
  usageOf,
} from './wire.js';

/** How a scripted model speaks. */
export interface ScriptedModelOptions {
  /** Characters in each piece of a streamed text or of streamed arguments. Default 7. */
  readonly pieceLength?: number;
}

/** A model that says what it was told to, behind a real HTTP server. */
export interface ScriptedModel {
  /** The base address for a client: `new OpenAI({ baseURL: model.url, apiKey: 'any' })`. */
  readonly url: string;
  /** The bodies of all requests so far, refused ones included. */
  readonly requests: readonly ChatRequest[];
  /** Lines of the script that no request has come to; 0 where a function answers. */
  readonly left: number;
  close(): Promise<void>;
}

/**
 * Starts a model on 127.0.0.1 that answers POST /chat/completions, plain and streamed, one line of the script each
 * time; a function answers every request. It refuses, with HTTP 400, what the real API refuses: a tool call
 * that is not answered exactly once, right after it was made; an answer to no call; tools that are no tools.
 */
export async function scriptedModel(
  script: readonly Line[] | Exclude<Line, Answer | HttpError>,
  options: ScriptedModelOptions = {},
): Promise<ScriptedModel> {
  const requests: ChatRequest[] = [];
  const lines = linesOf(script);
  let served = 0;
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      fail(response, { status: 400, message: `the script failed: ${error}` }, null);
    });
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST' || !/^(\/v1)?\/chat\/completions$/.test(request.url ?? ''))
      return fail(response, { status: 404, message: `nothing at ${request.url}` }, null);
    const body = JSON.parse(await text(request)) as ChatRequest;
    requests.push(body);
    const problem = problemOf(body);
    if (problem) return fail(response, { status: 400, message: problem.message }, problem.param);
    const line = lines.next();
    const turn = typeof line === 'function' ? await line(body) : line;
    if ('status' in turn) return fail(response, turn, null);
    served += 1;
    const envelope = { id: `chatcmpl-${served}`, created: 1767225600, model: body.model };
    send(response, body, withIds(turn, served), envelope, options.pieceLength ?? 7);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    get left() {
      return lines.left();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function linesOf(script: readonly Line[] | Exclude<Line, Answer | HttpError>) {
  if (typeof script === 'function') return { next: () => script, left: () => 0 };
  const waiting = [...script];
  const over = httpError(400, `the script ends after ${script.length} lines`);
  return { next: (): Line => waiting.shift() ?? over, left: () => waiting.length };
}

const withIds = (answer: Answer, turn: number): Answer => ({
  ...answer,
  calls: answer.calls.map((call, at) => ({ id: `call_${turn}_${at}`, ...call })),
});

function send(
  response: ServerResponse,
  request: ChatRequest,
  answer: Answer,
  envelope: Envelope,
  size: number,
): void {
  const usage = usageOf(request, answer);
  const type = request.stream ? 'text/event-stream' : 'application/json';
  response.writeHead(200, { 'content-type': type });
  const body = request.stream
    ? sse([
        ...chunks(answer, envelope, size),
        ...(request.stream_options?.include_usage ? [usageChunk(envelope, usage)] : []),
      ])
    : JSON.stringify(completion(answer, envelope, usage));
  if (answer.broken) breakOff(response, body);
  else response.end(body);
}

const sse = (frames: readonly object[]): string =>
  `${frames.map((frame) => `data: ${JSON.stringify(frame)}\n\n`).join('')}data: [DONE]\n\n`;

/** Half of the bytes reach the client before the connection dies. */
const breakOff = (response: ServerResponse, body: string): void => {
  response.write(body.slice(0, body.length / 2), () => setImmediate(() => response.destroy()));
};

/** The API's error shape. `retry-after-ms` keeps the SDK's own retries from sleeping. */
function fail(response: ServerResponse, error: HttpError, param: string | null): void {
  const type = error.status < 500 ? 'invalid_request_error' : 'server_error';
  response.writeHead(error.status, { 'content-type': 'application/json', 'retry-after-ms': '1' });
  response.end(JSON.stringify({ error: { message: error.message, type, param, code: null } }));
}

async function text(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
