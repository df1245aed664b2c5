import { isObject, type Json } from '../json.js';
import { issued } from './secrets/formats.js';
import { isHarmless } from './secrets/harmless.js';
import { holder, namedSecrets, password } from './secrets/names.js';
import { isDrawn } from './secrets/value.js';

/** What stands in place of what looks like a secret. */
const HIDDEN = '[secret]';

/** Most text has no run of characters as long as a token, gives nothing a name like these, and is done at once. */
const SHORTEST_TOKEN = 12;
const WORDS = /pass|pwd|pin|curl|:\/\//i;

function worthALook(text: string): boolean {
  let run = 0;
  let names = false;
  for (let at = 0; at < text.length; at++) {
    // Letters, digits and what tokens are made of stand above the comma; what ends one is mostly below.
    const code = text.charCodeAt(at);
    if (code === 0x3a /* : */ || code === 0x3d /* = */) names = true;
    run =
      code > 0x2a && code !== 0x2c && code < 0x7f && code !== 0x3a && code !== 0x3b ? run + 1 : 0;
    if (run === SHORTEST_TOKEN) return true;
  }
  return names && WORDS.test(text);
}

/**
 * A value without what looks like a credential: tokens of a known form, private keys, passwords in URLs, and values
 * that stand beside a name like `api_key` or a vendor's. For logs: hand it to `createRuntime({ redact })`. It guesses,
 * so it is no reason to leave `redact: true` out where a field is known to be private.
 */
export const redactSecrets = (value: Json): Json => within(value, '');

/** Copies what it changes; most values have nothing to hide, and are handed back. */
function within(value: Json, name: string): Json {
  if (typeof value === 'string') return beside(value, name);
  if (typeof value === 'number') return beside(`${value}`, name) === `${value}` ? value : HIDDEN;
  if (typeof value !== 'object' || value === null) return value;
  if (!isObject(value)) {
    const items = value.map((each) => within(each, name));
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  let copy: Record<string, Json> | undefined;
  for (const key in value) {
    const before = value[key] as Json;
    const after = within(before, name !== '' && holder.test(key) ? name : key);
    if (after === before && (key.length < SHORTEST_TOKEN || hidden(key) === key)) continue;
    copy ??= { ...value };
    if (hidden(key) !== key) delete copy[key];
    // Defined, not set: a member may be called __proto__. And again where the names of two are hidden.
    const member = { value: after, enumerable: true, configurable: true, writable: true };
    Object.defineProperty(copy, hidden(key), member);
  }
  return copy ?? value;
}

/** What a member is called stands before its value, as it would in a line of text. */
function beside(text: string, name: string): string {
  if (text === '') return text;
  const says = name === '' ? 'nothing' : whatItSays(name);
  if (says === 'password') return isHarmless(text) ? text : HIDDEN;
  if (says === 'nothing') return hidden(text);
  const before = `${name}="`;
  const line = hidden(before + text);
  return line.startsWith(before) ? line.slice(before.length) : hidden(text);
}

/** What was found of a name: an event has the names that the one before had. */
const said = new Map<string, ReturnType<typeof whatNameSays>>();
const MOST_NAMES = 1_000;

function whatItSays(name: string) {
  let known = said.get(name);
  if (known === undefined) {
    known = whatNameSays(name);
    if (said.size >= MOST_NAMES) said.clear();
    if (name.length < 100) said.set(name, known);
  }
  return known;
}

/** Drawn by lot, and of no known form; and a number that a person would remember. */
const PROBES = ['k3Jx9QmZr7TgW2bVn8Lc', '4071'];

/** A name that says something would hide a value of any form it can have. */
function whatNameSays(name: string): 'password' | 'something' | 'nothing' {
  if (password.test(name)) return 'password';
  const lines = PROBES.map((probe) => `${name}="${probe}`);
  return lines.every((line) => hidden(line) === line) ? 'nothing' : 'something';
}

function hidden(text: string): string {
  if (text.length < 8 || !worthALook(text)) return text;
  let said = text.replace(issued, (token) => (isHarmless(token) ? token : HIDDEN));
  for (const { pattern, drawn } of namedSecrets)
    said = said.replace(pattern, (whole: string, value: string) => {
      if (value.includes(HIDDEN) || (drawn ? !isDrawn(value) : isHarmless(value))) return whole;
      const at = whole.lastIndexOf(value);
      return whole.slice(0, at) + HIDDEN + whole.slice(at + value.length);
    });
  return said;
}
