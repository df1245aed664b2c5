import type { IncomingMessage } from 'node:http';
import { parseUrl } from '../../rules/url/parse.js';
import type { Sent } from './exchange.js';
import { FetchRefused } from './refused.js';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** What may follow to another origin: nothing that could be a credential, whatever a service calls it. */
const HARMLESS = new Set([
  ...['accept', 'accept-language', 'content-language', 'content-type', 'user-agent'],
]);

export const isRedirect = ({ statusCode = 0, headers }: IncomingMessage): boolean =>
  headers.location !== undefined && REDIRECTS.has(statusCode);

/** The request that a redirect asks for (Fetch Standard, HTTP-redirect fetch). */
export function redirected(sent: Sent, { statusCode = 0, headers }: IncomingMessage): Sent {
  const { location = '' } = headers;
  const { host, protocol, origin } = sent.url;
  const url = parseUrl(location, sent.url);
  if (!url) throw new FetchRefused('url', `a redirect of ${host}`);
  if (protocol === 'https:' && url.protocol === 'http:') throw new FetchRefused('downgrade', host);
  const next = followed(sent, statusCode);
  const kept = url.origin === origin ? next.headers : harmless(next.headers);
  return { ...next, url, headers: kept };
}

/** A form is posted once: what it is redirected to is fetched. 307 and 308 mean the same request again. */
function followed(sent: Sent, status: number): Sent {
  const { method } = sent;
  const fetches = status === 303 ? method !== 'GET' && method !== 'HEAD' : method === 'POST';
  if (status > 303 || !fetches) return sent;
  const headers = new Headers(sent.headers);
  for (const name of [...headers.keys()]) if (name.startsWith('content-')) headers.delete(name);
  return { ...sent, method: 'GET', headers, body: new Uint8Array() };
}

const harmless = (headers: Headers): Headers =>
  new Headers([...headers].filter(([name]) => HARMLESS.has(name)));
