import type { IncomingMessage } from 'node:http';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Network, Target } from './network.js';
import { FetchRefused } from './refused.js';

/** One request, all of it in memory. */
export interface Sent {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** What the transport says for itself, and a handler must not. */
const OWN = ['connection', 'content-length', 'expect', 'host', 'keep-alive', 'te', 'trailer'];
const OWN_TOO = ['transfer-encoding', 'upgrade', 'proxy-authorization', 'proxy-connection'];

/** Sends one request to a target that was checked, on a connection of its own, past every proxy; the answer's head. */
export function exchange(
  { url, method, headers, body }: Sent,
  target: Target,
  network: Network,
  signal: AbortSignal | undefined,
): Promise<IncomingMessage> {
  const own = new Headers(headers);
  for (const name of [...OWN, ...OWN_TOO]) own.delete(name);
  // A compressed answer could be a thousand times what was counted.
  own.set('accept-encoding', 'identity');
  if (body.length > 0 || /^(POST|PUT|PATCH)$/.test(method))
    own.set('content-length', String(body.length));
  return new Promise((resolve, reject) => {
    const send = target.secure ? requestHttps : requestHttp;
    const request = send(url, {
      method,
      headers: { ...Object.fromEntries(own), host: url.host },
      ...(signal && { signal }),
      createConnection: () => network.connect(target),
    });
    request.on('response', resolve);
    request.on('error', reject);
    request.on('close', () => reject(new Error(`${target.hostname} closed without an answer`)));
    request.end(body);
  });
}

/** The whole body; throws where it is larger than `most` bytes, or ends early. */
export async function bodyOf(answer: IncomingMessage, most: number, host: string) {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > most) throw new FetchRefused('size', host, `may send ${most}`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
