import type { Caller } from '../../../src/contract.js';
import type { Json } from '../../../src/json.js';
import { nearest } from '../../../src/text/nearest.js';
import type { Diagnostic } from '../../diagnostic.js';
import { diagnose } from '../../diagnostics/index.js';

const KEYS = ['id', 'tenant', 'roles', 'scopes'];
const ATTRIBUTE = 'attributes.';

/** `roles=admin,agent,id=u1` → each key with its values; a piece without `=` belongs to the key before it. */
function pairs(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let values: string[] | undefined;
  for (const piece of text.split(',')) {
    const at = piece.indexOf('=');
    if (at > 0) {
      const key = piece.slice(0, at).trim();
      values = found.get(key) ?? [];
      found.set(key, values);
    }
    if (!values) found.set(piece, []);
    else values.push(piece.slice(at + 1).trim());
  }
  return found;
}

const wrong = (problem: string): Diagnostic =>
  diagnose('TW4008', undefined, { option: '--as', problem });

/** The caller that `--as` describes: `nobody`, or roles, scopes, id, tenant and attributes. */
export function callerOf(text: string): Caller | null | Diagnostic {
  if (text === 'nobody') return null;
  const given = pairs(text);
  for (const [key, values] of given) {
    if (values.length === 0)
      return wrong(`${key} has no value; a role is written as in roles=admin`);
    if (KEYS.includes(key) || key.startsWith(ATTRIBUTE)) {
      if (values.length > 1 && key !== 'roles' && key !== 'scopes')
        return wrong(`${key} is one value`);
      continue;
    }
    const close = nearest(key, KEYS);
    return wrong(
      `${key} is no part of a caller${close === undefined ? '' : `; did you mean ${close}?`}`,
    );
  }
  return callerFrom(given);
}

function callerFrom(given: ReadonlyMap<string, readonly string[]>): Caller {
  const list = (key: string) => (given.get(key) ?? []).filter((each) => each !== '');
  // An id that is said to be empty is nobody's, as it is at run time.
  const [id = 'somebody'] = given.get('id') ?? [];
  const [tenant] = list('tenant');
  const attributes = [...given]
    .filter(([key]) => key.startsWith(ATTRIBUTE))
    .map(([key, [value = '']]) => [key.slice(ATTRIBUTE.length), attribute(value)] as const);
  return {
    id,
    ...(tenant !== undefined && { tenant }),
    roles: list('roles'),
    scopes: list('scopes'),
    attributes: Object.fromEntries(attributes),
  };
}

/** `5` and `true` are what they look like, to conditions too; `"5"` is a text. */
function attribute(text: string): Json {
  const quoted = /^"(.*)"$/s.exec(text)?.[1];
  if (quoted !== undefined) return quoted;
  return /^(true|false|-?(0|[1-9]\d{0,14})(\.\d+)?)$/.test(text)
    ? (JSON.parse(text) as Json)
    : text;
}
