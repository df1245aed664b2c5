/** What generated validators call. They carry everything else in themselves. */

/** The length of a string in code points, as `minLength` and `maxLength` count (JSON Schema 2020-12, 6.3). */
export function ucs2length(text: string): number {
  let length = text.length;
  for (let at = text.length - 1; at > 0; at--) {
    if ((text.charCodeAt(at) & 0xfc00) !== 0xdc00) continue;
    if ((text.charCodeAt(at - 1) & 0xfc00) !== 0xd800) continue;
    length--;
    at--;
  }
  return length;
}

/** Whether two JSON values are the same (JSON Schema 2020-12, 4.2.2); only their own members count. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && equal(left[key], right[key]));
}

/**
 * Whether a number is a multiple of another, both as they are written: 0.01 is no binary fraction, and 19.99 / 0.01 is
 * 1998.9999999999998.
 */
export function isMultiple(value: number, step: number): boolean {
  const [a, b] = [decimal(value), decimal(step)];
  const least = Math.min(a.exponent, b.exponent);
  return scaled(a, least) % scaled(b, least) === 0n;
}

interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

function decimal(value: number): Decimal {
  const [written = '', power = '0'] = String(value).split('e');
  const [whole = '', fraction = ''] = written.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

const scaled = ({ digits, exponent }: Decimal, least: number): bigint =>
  digits * 10n ** BigInt(exponent - least);
