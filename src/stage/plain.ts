import type { Json } from '../json.js';

export type Plain = { readonly value: Json } | { readonly fault: unknown };

/**
 * What a handler returned, as JSON. A value that is plain data already is taken as it is; anything else (dates, maps,
 * instances) becomes what `JSON.stringify` makes of it. Nothing at all is null. A cycle, a BigInt or a function is a
 * fault.
 */
export function plainJson(value: unknown): Plain {
  if (value === undefined) return { value: null };
  if (isPlain(value, 0)) return { value: value as Json };
  try {
    const text = JSON.stringify(value);
    return text === undefined
      ? { fault: `a ${typeof value} is no JSON` }
      : { value: JSON.parse(text) };
  } catch (fault) {
    return { fault };
  }
}

/** Deeper values are left to JSON.stringify, which finds cycles. */
const MAX_DEPTH = 64;

function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) {
    for (const each of value) if (!isPlain(each, depth + 1)) return false;
    return true;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const key of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[key];
    if (key === 'toJSON' || !isPlain(member, depth + 1)) return false;
  }
  return true;
}
