import { parseUrl } from './parse.js';

/** Blocks of the IANA IPv4 special-purpose registry that are not the public internet, multicast, and one cloud's. */
const RESERVED_4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  '168.63.129.16/32', // Azure's own platform address, the same in every virtual network.
].map(block4);

/** Within 2000::/3, the only block of global unicast addresses: what is no host out there (IANA IPv6 registry). */
const RESERVED_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'].map(block6);

function block4(cidr: string) {
  const [address = '', bits] = cidr.split('/');
  return { prefix: number4(address), size: 2 ** (32 - Number(bits)) };
}
function block6(cidr: string) {
  const [address = '', bits] = cidr.split('/');
  return { prefix: number6(`[${address}]`), shift: BigInt(128 - Number(bits)) };
}

function number4(dotted: string): number {
  return dotted.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** From the bracketed, compressed form that URL gives (RFC 5952). */
function number6(bracketed: string): bigint {
  const [head = '', tail] = bracketed.slice(1, -1).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail ? tail.split(':') : [];
  const zeros = Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].reduce(
    (sum, part) => sum * 65536n + BigInt(`0x${part}`),
    0n,
  );
}

const public4 = (address: number): boolean =>
  !RESERVED_4.some(({ prefix, size }) => address >= prefix && address < prefix + size);

function public6(address: bigint): boolean {
  const head = address >> 32n;
  // An IPv4 address in IPv6 clothes: mapped (RFC 4291 §2.5.5.2) or translated (NAT64, RFC 6052 §2.1).
  if (head === 0xffffn || head === 0x64ff9b0000000000000000n)
    return public4(Number(address & 0xffffffffn));
  if (address >> 125n !== 1n) return false;
  return !RESERVED_6.some(({ prefix, shift }) => address >> shift === prefix >> shift);
}

const DOTTED = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const SIX = /^[\da-f:.]+$/i;

/** A host as URL writes it, if it is an address: whether the public internet routes to it. Undefined: a name. */
export function publicHost(hostname: string): boolean | undefined {
  if (hostname.startsWith('[')) return public6(number6(hostname));
  return DOTTED.test(hostname) ? public4(number4(hostname)) : undefined;
}

/**
 * Whether an IP address, in text, is one of the public internet: not private, loopback, link-local, shared,
 * multicast, documentation, a cloud's metadata service, nor one of these in IPv6 clothes. What is no address is not.
 * For whoever dials: resolve the name once, ask this of every answer, and connect to that answer.
 */
export function isPublicAddress(ip: string): boolean {
  const six = ip.includes(':');
  if (six ? !SIX.test(ip) : !DOTTED.test(ip)) return false;
  const hostname = parseUrl(`http://${six ? `[${ip}]` : ip}/`)?.hostname;
  // 010.0.0.1 is 8.0.0.1 to one reader and 10.0.0.1 to another.
  return hostname !== undefined && (six || hostname === ip) && publicHost(hostname) === true;
}
