import { lookup } from 'node:dns/promises';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { isPublicAddress } from '../../rules/url.js';
import { FetchRefused } from './refused.js';

/** Where a connection goes: to one of the addresses, in the name of the host. */
export interface Target {
  /** As it stands in certificates: without brackets. */
  readonly hostname: string;
  readonly port: number;
  readonly secure: boolean;
  readonly addresses: readonly string[];
}

/** The network as far as `safeFetch` may touch it. */
export interface Network {
  /** Every address of a name, in the order to try them. */
  lookup(hostname: string): Promise<readonly string[]>;
  connect(target: Target): Socket;
}

/** The answers that were checked stand in for the resolver: what is dialled is one of them, and nothing asks again. */
const pinned =
  (addresses: readonly string[]): LookupFunction =>
  (_, { all }, done) => {
    const found = addresses.map((address) => ({ address, family: isIP(address) }));
    const [first] = found;
    if (all || !first) done(null, found);
    else done(null, first.address, first.family);
  };

export const systemNetwork: Network = {
  async lookup(hostname) {
    return (await lookup(hostname, { all: true })).map(({ address }) => address);
  },
  connect({ hostname, port, secure, addresses }) {
    const to = { host: hostname, port, lookup: pinned(addresses) };
    // No certificate is asked for by address (RFC 6066, section 3).
    return secure
      ? connectTls({ ...to, ...(isIP(hostname) === 0 && { servername: hostname }) })
      : connect(to);
  },
};

/** Resolves the host of a URL, once. One address inside among public ones is no accident: all of them are refused. */
export async function targetOf(
  { hostname: host, port, protocol }: URL,
  publicOnly: boolean,
  network: Network,
): Promise<Target> {
  const hostname = host.replace(/^\[|\]$/g, '');
  const secure = protocol === 'https:';
  const addresses = isIP(hostname) ? [hostname] : await network.lookup(hostname);
  if (addresses.length === 0) throw new Error(`${hostname} has no address`);
  if (publicOnly && !addresses.every(isPublicAddress)) throw new FetchRefused('address', hostname);
  return { hostname, port: Number(port) || (secure ? 443 : 80), secure, addresses };
}
