import { publicHost } from './address.js';
import { parseUrl } from './parse.js';

/** Last labels that no public name has: special use (RFC 6761, 6762, 8375, 9476) and customary inside networks. */
const INSIDE = new Set(
  (
    'localhost local localdomain localnet internal intranet intra private priv lan home corp mail domain workgroup ' +
    'dmz arpa test invalid onion alt consul svc cluster docker kube'
  ).split(' '),
);

/** Public names that are known to lead inside. A list is never whole: the dialler must look at the address. */
const LEADS_INSIDE = new Set([
  ...['metadata.packet.net', 'metadata.platformequinix.com', 'metadata.tencentyun.com'],
  ...['localtest.me', 'lvh.me', 'localh.st', 'vcap.me', 'lacolhost.com'],
]);

/**
 * Four numbers joined by dots or dashes, as in names that resolve to the address they spell. Which four such a name
 * means is its server's choice, so all are looked at: the next may begin within the last.
 */
const SPELT_ADDRESS = /(?<=^|[.-])(?=(\d{1,3})[.-](\d{1,3})[.-](\d{1,3})[.-](\d{1,3})[.-])/g;

/** Services of such names that take hex and IPv6, too: elsewhere `0a1b2c3d` is a version of something. */
const SPELLING = new Set(['nip.io', 'sslip.io', 'xip.io']);
const SPELT_HEX = /(?<=^|[.-])([\da-f]{2})([\da-f]{2})([\da-f]{2})([\da-f]{2})(?=[.-])/g;
const SPELT_SIX = /(?<=^|[.-])(?:[\da-f]{0,4}-){2,7}[\da-f]{0,4}(?=\.)/g;

function* spelt(hostname: string, labels: readonly string[]): Generator<string> {
  for (const [, ...four] of hostname.matchAll(SPELT_ADDRESS)) yield four.join('.');
  if (!SPELLING.has(labels.slice(-2).join('.'))) return;
  for (const [, ...four] of hostname.matchAll(SPELT_HEX))
    yield four.map((each) => Number.parseInt(each, 16)).join('.');
  for (const [six] of hostname.matchAll(SPELT_SIX)) {
    const found = parseUrl(`http://[${six.replaceAll('-', ':')}]`)?.hostname;
    if (found) yield found;
  }
}

/** Characters of the longest name that can be looked up, the dot at its end among them (RFC 1035, section 2.3.4). */
const LONGEST = 254;

/** Whether a host name, as URL writes it, can only mean a machine of the network we are in, or none. */
export function isInternalName(hostname: string): boolean {
  // Each of its ends is compared below: of a name as long as a book that would take minutes.
  if (hostname.length > LONGEST) return true;
  const labels = hostname.replace(/\.+$/, '').split('.');
  if (labels.length < 2 || INSIDE.has(labels.at(-1) ?? '')) return true;
  for (const address of spelt(hostname, labels)) if (publicHost(address) === false) return true;
  return labels.some((_, at) => LEADS_INSIDE.has(labels.slice(at).join('.')));
}
