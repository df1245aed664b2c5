import type { Normalised, Parsed } from '../call.js';
import type { Json, JsonObject } from '../json.js';
import { transforms } from '../sanitize/transforms.js';
import type { PropertyShape, Shape } from '../shape.js';
import { open } from './open.js';
import { type Pass, walk } from './places.js';
import { stepPlaces } from './step-places.js';

const table: Readonly<Record<string, (text: string) => string>> = transforms;

const places = stepPlaces(
  ({ transforms: steps }) => steps,
  (shape) => shape.nullIsAbsent === true || shape.default !== undefined,
);

/** The arguments as they are meant: a provider's nulls are absent, defaults are there, texts are rewritten. */
export function normalise(parsed: Parsed): Normalised {
  const call = open<Normalised>(parsed);
  const busy = places(parsed);
  call.args = busy ? (walk(call.proposed, busy, meant) as JsonObject) : call.proposed;
  return call;
}

/** What is done at each place. The compiler does the same to the examples of a tool. */
export const meant: Pass = {
  member(value: Json | undefined, shape: PropertyShape): Json | undefined {
    const given = value === null && shape.nullIsAbsent ? undefined : value;
    return given === undefined ? shape.default : given;
  },
  place: (value: Json, shape: Shape): Json =>
    shape.transforms && typeof value === 'string' ? rewritten(value, shape.transforms) : value,
};

function rewritten(value: string, names: readonly string[]): string {
  let text = value;
  for (const name of names) {
    const transform = table[name];
    if (!transform) throw new Error(`no transform is named ${name}`);
    text = transform(text);
  }
  return text;
}
