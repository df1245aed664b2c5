import type { Check, Verdict } from '../shape.js';
import { publicHost } from './url/address.js';
import { isInternalName } from './url/name.js';
import { parseUrl } from './url/parse.js';

export { isPublicAddress } from './url/address.js';

/** A `url` step of tools.yaml. */
export interface UrlOptions {
  /** Without the colon. Default: https alone. */
  readonly schemes?: readonly string[];
  /** `api.example.com`, or `*.example.com` for every name below it. Default: any. */
  readonly hosts?: readonly string[];
  /** Default: any. 443 of an https URL counts whether written or not. */
  readonly ports?: readonly number[];
  /** Hosts of private networks, by address or by name. Default: deny. */
  readonly private_addresses?: 'deny' | 'allow';
}

/** A `url` rule, and what it says. */
export interface UrlCheck extends Check {
  readonly name: 'url';
  readonly options: UrlOptions;
}

/** The URL Standard's special schemes, without file, which has no host to look at. */
const DEFAULT_PORT: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'ws:': 80,
  'wss:': 443,
  'ftp:': 21,
};

const reject = (message: string): Verdict => ({ effect: 'reject', message });

/** What the URL parser drops or rewrites without a word, and another parser may read otherwise. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const AMBIGUOUS = /[\u0000-\u0020\u007f\\]/;

/**
 * How a URL with a host is written; the parser of the URL Standard takes `https:host` and `https:///host` as well, and
 * others read a path there. Its group is what names the host, which may hold an `@` with nothing before it.
 */
const WRITTEN = /^[^/?#]+:\/\/([^/?#]+)/;

/**
 * A URL that may be called: parsed as the URL Standard does, so every spelling of an address (decimal, octal, hex,
 * short, IPv6, mapped) is the address it means. It looks at the text alone: a public name may still resolve to a
 * private address, so whoever dials must ask `isPublicAddress` of what it dials, and again at every redirect: as
 * `safeFetch` of `toolwright/node` does.
 */
export function url(options: UrlOptions = {}): UrlCheck {
  const schemes = (options.schemes ?? ['https']).map((scheme) => `${scheme.toLowerCase()}:`);
  const hosts = options.hosts?.map(canonicalHost);
  const { ports, private_addresses: inside = 'deny' } = options;

  const refusal = (value: string): string | undefined => {
    if (AMBIGUOUS.test(value)) return 'must not hold spaces, control characters or backslashes';
    const parsed = parseUrl(value);
    if (!parsed) return 'must be an absolute URL';
    const { protocol, hostname } = parsed;
    if (!schemes.includes(protocol)) return `must start with ${schemes.join('// or ')}//`;
    const [, authority] = WRITTEN.exec(value) ?? [];
    if (hostname === '' || authority === undefined)
      return `must name a host, as in ${protocol}//example.com`;
    if (authority.includes('@')) return 'must not carry a user name or a password';
    if (hosts && !hosts.some((host) => matches(host, hostname)))
      return `must be at ${options.hosts?.join(' or ')}`;
    const port = parsed.port === '' ? DEFAULT_PORT[protocol] : Number(parsed.port);
    if (ports && !ports.includes(port ?? 0)) return `must use port ${ports.join(' or ')}`;
    if (inside === 'deny' && !isOutside(parsed)) return 'must lead to the public internet';
    return undefined;
  };
  const run = (value: string): Verdict => {
    const message = refusal(value);
    return message === undefined ? { effect: 'pass' } : reject(message);
  };
  return { name: 'url', options, run };
}

function isOutside({ protocol, hostname }: URL): boolean {
  if (protocol in DEFAULT_PORT) return publicHost(hostname) ?? !isInternalName(hostname);
  // Of a scheme it does not know, the parser leaves the host as it was written.
  const http = parseUrl(`http://${hostname}`);
  return http !== undefined && isOutside(http);
}

/** Lower case, punycode; the star stays. */
function canonicalHost(host: string): string {
  const wild = host.startsWith('*.');
  const name = new URL(`https://${wild ? host.slice(2) : host}`).hostname;
  return wild ? `.${name}` : name;
}

const matches = (host: string, hostname: string): boolean =>
  host.startsWith('.') ? hostname.endsWith(host) : hostname === host;
