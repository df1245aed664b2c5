import type { Json } from '../../src/json.js';
import type { CelType } from '../../src/rules/cel.js';
import { nullable, typeOfAny } from './combine.js';

/** The types that JSON Schema names of values without parts. */
export const scalars: Readonly<Record<string, CelType>> = {
  string: 'string',
  integer: 'int',
  number: 'double',
  boolean: 'bool',
};

/** What values that are listed have in common. */
export function typeOfValues(values: readonly Json[]): CelType {
  const type = typeOfAny(values.filter((value) => value !== null).map(typeOfValue));
  return values.includes(null) ? nullable(type) : type;
}

function typeOfValue(value: Json): CelType {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'double';
  return 'dyn';
}
