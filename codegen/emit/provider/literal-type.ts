import type { Json } from '../../../src/json.js';

/** The type of the values of an `enum` or `const` that names none. */
export function typeOfValues(values: readonly Json[]): Json {
  const types = [...new Set(values.map(typeOf))];
  return types.length === 1 ? (types[0] as string) : types;
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}
