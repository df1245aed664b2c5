import type { IncomingMessage } from 'node:http';
import type { UrlOptions } from '../rules/url.js';
import type { Context } from '../tool.js';
import { bodyOf, exchange, type Sent } from './fetch/exchange.js';
import { type Network, systemNetwork, targetOf } from './fetch/network.js';
import { isRedirect, redirected } from './fetch/redirect.js';
import { FetchRefused } from './fetch/refused.js';
import { type FetchRule, ruleOf } from './fetch/rule.js';

/** What `safeFetch` takes: what `fetch` does of these, and what the URL must keep to. */
export interface SafeFetchInit extends Pick<RequestInit, 'method' | 'headers' | 'body'> {
  /** The handler's: the URL is an argument with a `url` rule, which holds for every hop; aborted with the call. */
  readonly context?: Pick<Context, 'checksOf' | 'signal'>;
  /** The rule for a URL that is no argument. Without `context` the default is https to any public host. */
  readonly rule?: UrlOptions;
  /** Aborts, as the context's does. */
  readonly signal?: AbortSignal;
  /** How many redirects are followed. Default 5; 0: a redirect is refused. */
  readonly maxRedirects?: number;
  /** The most bytes of the answer's body. Default 10,000,000. */
  readonly maxBytes?: number;
}

/**
 * `fetch` for URLs that a model chose. Each name is resolved once, every answer is checked, and what was checked is
 * what is dialled, so a name that changes its mind leads nowhere. Redirects are followed one by one: rule, scheme and
 * address are asked again each time; https never becomes http; to another origin go no headers that could be
 * credentials. The answer is read whole, uncompressed; proxies of the environment are not used.
 * Throws `FetchRefused` where a URL may not be called, the signal's reason, and what `node:http` throws.
 */
export const safeFetch = (url: string | URL, init?: SafeFetchInit): Promise<Response> =>
  fetchOver(systemNetwork, url, init);

/** The same over another network: a resolver of your own, a network of a test. */
export async function fetchOver(
  network: Network,
  url: string | URL,
  { context, rule: given, maxRedirects = 5, maxBytes = 10_000_000, ...init }: SafeFetchInit = {},
): Promise<Response> {
  const rule = ruleOf(String(url), context, given);
  rule.check(String(url));
  const signals = [context?.signal, init.signal].filter((signal) => signal !== undefined);
  const signal = AbortSignal.any(signals);
  const first = await sentOf(String(url), init);
  return untilAborted(follow(first, { network, rule, signal, maxRedirects, maxBytes }), signal);
}

/** `Request` knows what a body may be and what it is called. */
async function sentOf(url: string, { method, headers, body }: SafeFetchInit): Promise<Sent> {
  const request = new Request(url, {
    ...(method !== undefined && { method }),
    ...(headers !== undefined && { headers }),
    ...(body !== undefined && { body, duplex: 'half' }),
  });
  return {
    url: new URL(url),
    method: request.method,
    headers: request.headers,
    body: new Uint8Array(await request.arrayBuffer()),
  };
}

interface Way {
  readonly network: Network;
  readonly rule: FetchRule;
  readonly signal: AbortSignal;
  readonly maxRedirects: number;
  readonly maxBytes: number;
}

async function follow(first: Sent, way: Way): Promise<Response> {
  let sent = first;
  for (let hops = 0; ; hops += 1) {
    way.signal.throwIfAborted();
    const target = await targetOf(sent.url, way.rule.publicOnly, way.network);
    way.signal.throwIfAborted();
    const answer = await exchange(sent, target, way.network, way.signal);
    if (!isRedirect(answer)) return responseOf(answer, sent.url, hops, way.maxBytes);
    answer.destroy();
    if (hops >= way.maxRedirects) throw new FetchRefused('redirects', sent.url.host);
    sent = redirected(sent, answer);
    way.rule.check(sent.url.href);
  }
}

/** Has no body, whatever the server sends (Fetch Standard, null body status). */
const BODILESS = new Set([204, 205, 304]);

async function responseOf(answer: IncomingMessage, url: URL, hops: number, most: number) {
  const { statusCode: status = 0, rawHeaders } = answer;
  const body = await bodyOf(answer, most, url.host);
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2)
    headers.append(rawHeaders[at] as string, rawHeaders[at + 1] as string);
  const response = new Response(BODILESS.has(status) ? null : body, { status, headers });
  return Object.defineProperties(response, {
    url: { value: url.href },
    redirected: { value: hops > 0 },
  });
}

/** A resolver cannot be called off: nobody waits for it any longer. */
function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work
      .then(resolve, (error) => reject(signal.aborted ? signal.reason : error))
      .finally(() => signal.removeEventListener('abort', stop));
  });
}
