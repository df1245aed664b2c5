/**
 * The formats of the dialect. Each takes time in proportion to the text, whatever it holds: no pattern here can try
 * one character twice. A format is syntax: `uri` takes `javascript:` and `http://169.254.169.254/` as the RFC does.
 */
type Format = (text: string) => boolean;

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const leap = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const daysOf = (year: number, month: number) =>
  month === 2 ? (leap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

/** RFC 3339, full-date; a day that the calendar has. */
const date: Format = (text) => {
  const [, year, month, day] = (DATE.exec(text) ?? []).map(Number) as [
    number,
    number?,
    number?,
    number?,
  ];
  if (year === undefined || month === undefined || day === undefined) return false;
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
};

const TIME = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[zZ]|([+-])(\d\d):(\d\d))$/;
const DAY = 24 * 60;

/** RFC 3339, full-time; a leap second only where UTC has one, at 23:59:60Z. */
const time: Format = (text) => {
  const match = TIME.exec(text);
  if (!match) return false;
  const [hour, minute, second, offsetHour, offsetMinute] = [1, 2, 3, 5, 6].map((at) =>
    Number(match[at] ?? 0),
  ) as [number, number, number, number, number];
  if (hour > 23 || minute > 59 || second > 60 || offsetHour > 23 || offsetMinute > 59) return false;
  if (second < 60) return true;
  const offset = (offsetHour * 60 + offsetMinute) * (match[4] === '-' ? -1 : 1);
  return (((hour * 60 + minute - offset) % DAY) + DAY) % DAY === DAY - 1;
};

/** RFC 3339, date-time: the two are separated by T, as in section 5.6, and by nothing else. */
const dateTime: Format = (text) =>
  /^.{10}[tT]/.test(text) && date(text.slice(0, 10)) && time(text.slice(11));

/** ISO 8601 durations as RFC 3339, appendix A, spells them: units in order and without gaps, or weeks alone. */
const duration: Format = (text) =>
  /^P(?:\d+W|(?:\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)(?:T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?|T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))$/.test(
    text,
  );

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/** RFC 1123, section 2.1: labels of letters, digits and inner hyphens; at most 253 characters. */
const hostname: Format = (text) =>
  text.length <= 253 && text.split('.').every((label) => LABEL.test(label));

const ATOM = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+$/i;

/** RFC 5321, 4.1.2, in ASCII, without quoted local parts: what mail systems take. */
const email: Format = (text) => {
  const at = text.lastIndexOf('@');
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || local.length > 64 || text.length > 254) return false;
  return (
    local.split('.').every((atom) => ATOM.test(atom)) && domain.includes('.') && hostname(domain)
  );
};

/** RFC 2673, section 3.2: four decimal bytes without leading zeros. */
const ipv4: Format = (text) => {
  const bytes = text.split('.', 5);
  return (
    bytes.length === 4 && bytes.every((byte) => /^(?:0|[1-9]\d{0,2})$/.test(byte) && +byte < 256)
  );
};

/** RFC 4291, section 2.2: eight groups, `::` at most once, the last two perhaps as an IPv4 address. No zone. */
const ipv6: Format = (text) => {
  if (text.length > 45) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const tail = groups.at(-1);
  const mapped = tail?.includes('.') && !text.endsWith('::') && ipv4(tail);
  const hex = mapped ? groups.slice(0, -1) : groups;
  const width = groups.length + (mapped ? 1 : 0);
  const fits = halves.length === 2 ? width <= 7 : width === 8;
  return fits && hex.every((group) => /^[0-9a-f]{1,4}$/i.test(group));
};

const PATH = /^(?:[a-z0-9\-._~!$&'()*+,;=:@/]|%[0-9a-f]{2})*$/i;
const QUERY = /^(?:[a-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9a-f]{2})*$/i;
const USER = /^(?:[a-z0-9\-._~!$&'()*+,;=:]|%[0-9a-f]{2})*$/i;
const HOST = /^(?:[a-z0-9\-._~!$&'()*+,;=]|%[0-9a-f]{2})*$/i;
const FUTURE = /^v[0-9a-f]+\.[a-z0-9\-._~!$&'()*+,;=:]+$/i;

/** RFC 3986, section 3.2. */
function authority(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at >= 0 && !USER.test(text.slice(0, at))) return false;
  const rest = text.slice(at + 1);
  const literal = /^\[([^\]]*)\](?::\d*)?$/.exec(rest)?.[1];
  if (literal !== undefined) return ipv6(literal) || FUTURE.test(literal);
  return HOST.test(rest.replace(/:\d*$/, ''));
}

/** The parts of RFC 3986, appendix B: scheme, authority, path, query, fragment. */
const PARTS = /^([^:/?#]+:)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

function reference(text: string, absolute: boolean): boolean {
  const [, scheme, host, path = '', query = '', fragment = ''] = PARTS.exec(text) ?? [];
  if (scheme === undefined ? absolute : !/^[a-z][a-z0-9+\-.]*:$/i.test(scheme)) return false;
  if (host === undefined ? path.startsWith('//') : !authority(host)) return false;
  return PATH.test(path) && QUERY.test(query) && QUERY.test(fragment);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text is of a `format` that tools.yaml may say, by the format's name. */
export const formats = {
  date,
  time,
  'date-time': dateTime,
  duration,
  email,
  hostname,
  ipv4,
  ipv6,
  uri: (text) => reference(text, true),
  'uri-reference': (text) => reference(text, false),
  /** RFC 9562, section 4. */
  uuid: (text) => UUID.test(text),
  /** RFC 6901, section 3. */
  'json-pointer': (text) => /^(?:\/(?:[^~/]|~[01])*)*$/.test(text),
} as const satisfies Record<string, Format>;
