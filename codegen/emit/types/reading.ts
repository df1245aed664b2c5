import { canonical, isObject, type Json, type JsonObject } from '../../../src/json.js';
import type { Schema } from '../../ir.js';
import { doc } from '../printer.js';
import { normal } from './normal.js';

/** The comments, definitions and property names of one tool, each under a word of ours that no text of tools.yaml can forge. */
export class Words {
  readonly #notes = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #keys = new Map<string, string>();
  readonly #properties = new Map<string, string>();

  noteOf({ description, deprecated }: JsonObject): string | undefined {
    if (description === undefined && deprecated !== true) return undefined;
    const note = JSON.stringify([description ?? '', deprecated === true]);
    if (!this.#notes.has(note)) this.#notes.set(note, this.#notes.size);
    return `note${this.#notes.get(note)}`;
  }

  comment(word: string, indent: string): string {
    const note = [...this.#notes.keys()][Number(word.slice('note'.length))] ?? '["",false]';
    const [text, deprecated] = JSON.parse(note) as [string, boolean];
    return doc(text, deprecated ? 'Marked so in tools.yaml.' : undefined, indent);
  }

  referenceTo(name: string): string {
    if (!this.#names.includes(name)) this.#names.push(name);
    return `Ref${this.#names.indexOf(name)}`;
  }

  keyOf(name: string): string {
    const word = this.#keys.get(name) ?? `key${this.#keys.size}`;
    this.#keys.set(name, word);
    this.#properties.set(word, name);
    return word;
  }

  /** The name of a property that a word stands for. */
  propertyOf(word: string): string {
    return this.#properties.get(word) ?? word;
  }

  /** The definition a word stands for; undefined for every other word. */
  nameOf(word: string): string | undefined {
    const number = /^Ref(\d+)$/.exec(word)?.[1];
    return number === undefined ? undefined : this.#names[Number(number)];
  }
}

/** A schema of the tool read in one way, ready for json-schema-to-typescript. */
export interface Reading {
  readonly root: JsonObject;
  readonly definitions: ReadonlyMap<string, JsonObject>;
}

/** `filled`: defaults stand where nothing was sent. */
export function read(schema: Schema, filled: boolean, words: Words): Reading {
  const all = (schema.$defs ?? {}) as JsonObject;
  const named = Object.keys(all).filter((name) => deservesName(all[name] as Json));
  const view = {
    definitions: all,
    filled,
    note: (each: JsonObject) => words.noteOf(each),
    reference: (name: string) => (named.includes(name) ? words.referenceTo(name) : undefined),
    key: (name: string) => words.keyOf(name),
  };
  const definitions = new Map(named.map((name) => [name, normal(all[name] as Json, view)]));
  return { root: normal(schema, view), definitions };
}

/** A plain string or number is written out where it is used; what has parts, choices or itself inside has a name. */
function deservesName(schema: Json): boolean {
  if (!isObject(schema)) return false;
  const composed = [
    'properties',
    'patternProperties',
    'additionalProperties',
    'items',
    'prefixItems',
  ];
  return [...composed, 'enum', 'anyOf', 'oneOf'].some((key) => key in schema);
}

/** The words of definitions inside, in the order they stand. */
export function referencesIn(schema: Json): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(referencesIn);
  if (!isObject(schema)) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === 'tsType' ? [String(value)] : key === 'enum' ? [] : referencesIn(value),
  );
}

/** What a schema means with everything it reaches: two that have the same text are the same type. */
export function closure(schema: JsonObject, reading: Reading, words: Words): string {
  const reached = new Map<string, JsonObject>();
  const visit = (each: JsonObject): void => {
    for (const word of referencesIn(each)) {
      const name = words.nameOf(word);
      const found = name === undefined ? undefined : reading.definitions.get(name);
      if (name === undefined || !found || reached.has(name)) continue;
      reached.set(name, found);
      visit(found);
    }
  };
  // Most tools have none, and long schemas.
  if (reading.definitions.size > 0) visit(schema);
  return canonical([schema, Object.fromEntries(reached)]);
}
