import type { Contract, ValidatorError } from '../contract.js';
import type { Issue } from '../error.js';
import { isObject, type Json, type JsonObject, memberOf, pointerStep } from '../json.js';
import { REDACTED, redactedLoosely } from '../redact.js';
import { nearest } from '../text/nearest.js';
import { sentence } from './issue-words.js';
import { received, typeOf } from './rendering.js';
import { branches } from './union.js';

/** Issues that one refusal carries at most: a union that fails has one a branch, a list that is unsafe one an item. */
export const MOST_ISSUES = 5;

/** What the validator found, as places, expectations and the nearest right thing. */
export function issues(
  errors: readonly ValidatorError[],
  args: JsonObject,
  contract: Contract,
): readonly Issue[] {
  const found = branches(errors).slice(0, MOST_ISSUES);
  // The model knows what it sent; the program keeps what it is told.
  const kept = redactedLoosely(args, contract.input, contract.shapes);
  const [first = { path: '', message: 'The arguments do not match the schema.' }, ...rest] =
    found.map((error) => issue(error, args, kept, contract));
  const example = contract.examples?.[0];
  return [example === undefined ? first : { ...first, example }, ...rest];
}

function issue(error: ValidatorError, args: JsonObject, kept: Json, contract: Contract): Issue {
  const value = valueAt(args, error.instancePath);
  const shown = valueAt(kept, error.instancePath);
  switch (error.keyword) {
    case 'required':
    case 'dependentRequired':
    case 'dependencies':
      return missing(error, value, String(error.params.missingProperty));
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const name = error.params.additionalProperty ?? error.params.unevaluatedProperty;
      return unknown(error, String(name), contract, value, shown);
    }
    default:
      return {
        ...{ path: error.instancePath, ...sentence(error, value) },
        received: receivedOf(value, shown),
      };
  }
}

/** Of what is private, its type. Within what is private nothing is shown. */
const receivedOf = (value: Json | undefined, shown: Json | undefined): string =>
  value !== undefined && (shown === undefined || (shown === REDACTED && value !== shown))
    ? typeOf(value)
    : received(shown);

function missing(error: ValidatorError, value: Json | undefined, name: string): Issue {
  const sent = isObject(value) ? Object.keys(value) : [];
  const meant = nearest(name, sent);
  const hint = meant === undefined ? '' : ` You sent ${meant}.`;
  return {
    path: error.instancePath + pointerStep(name),
    message: `${name} is required and missing.${hint}`,
    expected: 'required',
    received: 'nothing',
  };
}

/** Names are known of the arguments themselves; deeper down only what was sent is. */
function unknown(
  error: ValidatorError,
  name: string,
  contract: Contract,
  value: Json | undefined,
  shown: Json | undefined,
): Issue {
  const known = error.instancePath === '' ? contract.parameters : [];
  const close = nearest(name, known);
  const hint = close === undefined ? listed(known) : `Did you mean ${close}?`;
  const step = pointerStep(name);
  return {
    path: error.instancePath + step,
    message: `There is no property of this name. ${hint}`.trim(),
    ...(known.length > 0 && { expected: known.slice(0, 20) }),
    received: receivedOf(valueAt(value, step), valueAt(shown, step)),
    ...(close !== undefined && { nearest: close }),
  };
}

const listed = (known: readonly string[]): string =>
  known.length === 0 ? 'Leave it out.' : `Allowed: ${known.slice(0, 20).join(', ')}.`;

/** The value a JSON Pointer leads to. */
function valueAt(value: Json | undefined, pointer: string): Json | undefined {
  let at = value;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(at)) at = at[Number(key)];
    else at = isObject(at) ? memberOf(at, key) : undefined;
  }
  return at;
}
