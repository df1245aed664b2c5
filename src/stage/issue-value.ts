import type { Json, JsonObject } from '../json.js';

const MAX_RENDERED = 100;

/** The value a JSON Pointer (RFC 6901) leads to. */
export function valueAt(root: Json, pointer: string): Json | undefined {
  let at: Json | undefined = root;
  for (const step of pointer.split('/').slice(1)) {
    if (typeof at !== 'object' || at === null) return undefined;
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    at = Object.hasOwn(at, key) ? (at as JsonObject)[key] : undefined;
  }
  return at;
}

/** The JSON type of a value, as a schema would name it. */
export function kindOf(value: Json | undefined): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value;
}

/** A value in at most 100 characters, cut between characters. */
export function rendered(value: Json | undefined): string {
  const text = value === undefined ? 'nothing' : shallow(value);
  if (text.length <= MAX_RENDERED) return text;
  const cut = text.slice(0, MAX_RENDERED - 1).replace(/[\ud800-\udbff]$/, '');
  return `${cut}…`;
}

// A huge value is not serialised just to be cut.
function shallow(value: Json): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, MAX_RENDERED + 1));
  if (Array.isArray(value) && value.length > 20) return `an array of ${value.length} items`;
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 20)
    return `an object of ${Object.keys(value).length} properties`;
  const text = JSON.stringify(value);
  return text.length > 10_000 ? `an ${kindOf(value)} of ${text.length} characters` : text;
}
