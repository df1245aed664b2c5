import { isObject, type Json } from '../json.js';

/** Characters of a rendering that a model is shown. */
const LONGEST = 100;

/** The JSON type of a value; a number without fraction is an integer. */
export function typeOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** What came, in at most 100 characters: a scalar as it is, a container by what is in it. */
export function received(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `array of ${value.length}`;
  if (isObject(value))
    return cut(`object with ${Object.keys(value).slice(0, 20).join(', ') || 'nothing'}`);
  if (typeof value === 'string') return cut(`string ${JSON.stringify(value.slice(0, LONGEST))}`);
  return `${typeOf(value)} ${String(value)}`.replace(/^null null$/, 'null');
}

/** Text that a model may have made up, at any length. */
export const cut = (text: string, most = LONGEST): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;

/** A list in words: `"a", "b" or "c"`; the first twenty. */
export function alternatives(values: readonly Json[]): string {
  const shown = values.slice(0, 20).map((value) => JSON.stringify(value));
  if (values.length > 20) return `${shown.join(', ')} or one of ${values.length - 20} more`;
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} or ${last}`;
}
