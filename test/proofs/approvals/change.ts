import { canonical, isObject, type JsonObject } from '../../../src/json.js';
import type { Random } from '../random.js';

const letters = ['a', 'B', '0', '9', ' ', '"', '\\', '.', '-', '\u0000', 'é', '\u200b', '\ud800'];

/** A text with one character replaced, put in or taken out. */
export function changed(text: string, random: Random): string {
  const at = random.integer(text.length + 1);
  const letter = random.pick(letters);
  const all = [
    text.slice(0, at) + letter + text.slice(at + 1),
    text.slice(0, at) + letter + text.slice(at),
    text.slice(0, at) + text.slice(at + 1),
  ];
  const other = random.pick(all);
  return other === text ? changed(text, random) : other;
}

/** An object whose JSON text differs by one character, and that is another value. */
export function changedObject(value: JsonObject, random: Random): JsonObject {
  for (;;) {
    const other = read(changed(JSON.stringify(value), random));
    if (isObject(other) && canonical(other) !== canonical(value)) return other;
  }
}

/** JSON text by one character another; it may be no JSON at all, but it is never the same value. */
export function changedText(value: JsonObject, random: Random): string {
  const text = changed(JSON.stringify(value), random);
  const other = read(text);
  const same = other !== undefined && canonical(other as JsonObject) === canonical(value);
  return same ? changedText(value, random) : text;
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
