import type { Json } from '../../src/json.js';
import type { TypeName } from './dialect.js';

const WIDTH = 60;

/** A value in a sentence: its JSON, cut where it is long. */
export function brief(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > WIDTH ? `${text.slice(0, WIDTH - 1)}…` : text;
}

const plural: Readonly<Record<TypeName, string>> = {
  string: 'strings',
  number: 'numbers',
  integer: 'integers',
  boolean: 'booleans',
  object: 'objects',
  array: 'arrays',
  null: 'null',
};

export const aboutWords = (types: readonly TypeName[]): string => plural[types[0] as TypeName];
export const typeWords = (types: readonly unknown[]): string => types.join(' or ');
