/** A JSON value, as RFC 8259 has it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** One step of a JSON Pointer (RFC 6901), escaped. */
export const pointerStep = (key: string | number): string =>
  `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The canonical text of a value (RFC 8785, JCS): two values are the same exactly when their texts are.
 * Approvals and idempotency compare these texts; nothing in the core hashes.
 */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  let members = '';
  // Without an order of its own `sort` takes that of code units.
  for (const key of Object.keys(value).sort())
    members += `${members && ','}${JSON.stringify(key)}:${canonical(value[key] as Json)}`;
  return `{${members}}`;
}

/** A member that the object has itself: `toString` is a name as any other. */
export const memberOf = <T>(object: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;

const EMPTY = {};
/** Somebody put an enumerable member on `Object.prototype`: every object seems to have it. */
export function inheritsAny(): boolean {
  for (const _ in EMPTY) return true;
  return false;
}

/** Code-unit order: the same in every locale. */
export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A copy that shares nothing: whoever gets it may change it. */
export function copyOf(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  // A spread keeps the layout of the object, which member by member would be found again.
  const copy: Record<string, Json> = { ...(value as JsonObject) };
  for (const key in copy) {
    const member = copy[key] as Json;
    if (typeof member !== 'object' || member === null) continue;
    // What somebody put on `Object.prototype` is no member, and would be found in its own copy once more.
    if (Object.hasOwn(copy, key)) copy[key] = copyOf(member);
  }
  return copy;
}
