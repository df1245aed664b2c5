import { inheritsAny, type Json } from '../json.js';

export type Plain = { readonly value: Json } | { readonly fault: unknown };

/** Deeper values are left to JSON.stringify, which finds cycles. */
const MAX_DEPTH = 64;
/** Says that a value is no plain data; a symbol is no JSON, so it can stand for nothing else. */
const NOT_PLAIN = Symbol('not plain');

/**
 * What a handler returned, as JSON of our own: whatever it does with its value later changes nothing. Plain data is
 * copied; anything else (dates, maps, instances) becomes what `JSON.stringify` makes of it. Nothing at all is null. A
 * cycle, a BigInt or a function is a fault. Never throws.
 */
export function plainJson(value: unknown): Plain {
  if (value === undefined) return { value: null };
  try {
    const copy = copied(value, 0);
    if (copy !== NOT_PLAIN) return { value: copy as Json };
    const text = JSON.stringify(value);
    return text === undefined
      ? { fault: `a ${typeof value} is no JSON` }
      : { value: JSON.parse(text) };
  } catch (fault) {
    return { fault };
  }
}

function copied(value: unknown, depth: number): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : NOT_PLAIN;
  if (typeof value !== 'object' || depth > MAX_DEPTH) return NOT_PLAIN;
  if (Array.isArray(value)) return copiedList(value, depth + 1);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return NOT_PLAIN;
  return copiedMembers(value as Record<string, unknown>, depth + 1);
}

function copiedList(list: readonly unknown[], depth: number): unknown {
  const copy: unknown[] = [];
  for (const each of list) {
    const part = copied(each, depth);
    if (part === NOT_PLAIN) return NOT_PLAIN;
    copy.push(part);
  }
  return copy;
}

/** Members that are undefined are left out, as JSON.stringify does. */
function copiedMembers(value: Record<string, unknown>, depth: number): unknown {
  if ('toJSON' in value) return NOT_PLAIN;
  const copy = { ...value };
  // To ask of each member whether it is its own takes as long as to copy it.
  const inherited = inheritsAny();
  for (const key in copy) {
    if (inherited && !Object.hasOwn(copy, key)) continue;
    const member = copy[key];
    if (typeof member === 'string') continue;
    if (member === undefined) {
      delete copy[key];
      continue;
    }
    const part = copied(member, depth);
    if (part === NOT_PLAIN) return NOT_PLAIN;
    if (part !== member) copy[key] = part;
  }
  return copy;
}
