import type { Parsed, Resolved } from '../call.js';
import { Refusal } from '../error.js';
import { isObject, type JsonObject } from '../json.js';
import { literalFault, UNSAFE_INTEGER } from './json-literal.js';
import { type Look, look } from './json-text.js';
import { type Fault, newTally, TOO_DEEP, TOO_MANY, valueFault } from './json-value.js';
import { open } from './open.js';

/** UTF-16 units of text: 1 Mi. Longer arguments are refused unread. */
const LONGEST = 1_048_576;
/** Nothing but white space, as JSON has it. */
const EMPTY = /^[\t\n\r ]*$/;

/**
 * Strict I-JSON (RFC 7493) within bounds, as one object. Nothing is repaired or guessed: what a model did not write
 * plainly, it is asked to write again.
 */
export function parse(resolved: Resolved): Parsed {
  const call = open<Parsed>(resolved);
  // A provider that leaves them out, where there are none, says what others say with an empty text.
  const given: unknown = call.call.arguments === undefined ? '' : call.call.arguments;
  const text = typeof given === 'string' ? given : asText(given);
  if (text.length > LONGEST)
    throw refusal({ path: '', message: `Is longer than ${LONGEST} characters.` });
  const seen = look(text);
  call.plain = seen.plain;
  call.proposed = read(text, seen, call.contract.emptyAllowed);
  return call;
}

/** Of a provider that parses itself. Its text is read like any other, so nobody can change the value later. */
function asText(given: unknown): string {
  const tally = newTally(true);
  const fault = valueFault(given, tally);
  if (fault) throw refusal(fault);
  if (tally.unsafe) throw refusal({ path: '', message: UNSAFE_INTEGER });
  return JSON.stringify(given);
}

function read(text: string, seen: Look, emptyAllowed: boolean): JsonObject {
  if (seen.tooDeep) throw refusal({ path: '', message: TOO_DEEP });
  if (seen.tooMany) throw refusal({ path: '', message: TOO_MANY });
  if (emptyAllowed && EMPTY.test(text)) return {};
  const value = parsed(text, seen);
  if (!isObject(value)) throw refusal({ path: '', message: 'Is valid JSON, but no object.' });
  const tally = newTally(seen.escapes);
  let fault = valueFault(value, tally);
  if (!fault && (tally.unsafe || tally.members !== seen.members)) fault = literalFault(text);
  if (fault) throw refusal(fault);
  return value;
}

function parsed(text: string, seen: Look): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not what was thrown: it quotes the text, and of a text that is no JSON nobody knows what in it is private.
    throw refusal({ path: '', message: syntaxHint(text, seen) });
  }
}

function syntaxHint(text: string, seen: Look): string {
  if (EMPTY.test(text)) return 'Is empty. Send an object with the arguments.';
  if (seen.open) return 'Ends too early: a bracket or a quote is not closed.';
  return 'Is not valid JSON. Send one object, nothing before or after it.';
}

/** The operator reads what the model does: `invalid_json` alone would not say what was wrong. */
const refusal = (issue: Fault): Refusal =>
  new Refusal('invalid_json', { issues: [issue], cause: issue.message });
