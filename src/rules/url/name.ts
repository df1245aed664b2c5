import { publicHost } from './address.js';

/** Last labels that no public name has: special use (RFC 6761, 6762, 8375, 9476) and customary inside networks. */
const INSIDE = new Set([
  ...[
    'localhost',
    'local',
    'localdomain',
    'internal',
    'intranet',
    'private',
    'lan',
    'home',
    'corp',
  ],
  ...['arpa', 'test', 'invalid', 'onion', 'alt', 'consul', 'svc', 'cluster'],
]);

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

/** Characters of the longest name that can be looked up, the dot at its end among them (RFC 1035, section 2.3.4). */
const LONGEST = 254;

/** Whether a host name, as URL writes it, can only mean a machine of the network we are in, or none. */
export function isInternalName(hostname: string): boolean {
  // Each of its ends is compared below: of a name as long as a book that would take minutes.
  if (hostname.length > LONGEST) return true;
  const labels = hostname.replace(/\.+$/, '').split('.');
  if (labels.length < 2 || INSIDE.has(labels.at(-1) ?? '')) return true;
  for (const [, ...spelt] of hostname.matchAll(SPELT_ADDRESS))
    if (publicHost(spelt.join('.')) === false) return true;
  return labels.some((_, at) => LEADS_INSIDE.has(labels.slice(at).join('.')));
}
