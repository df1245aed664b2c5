import { byCodeUnit, isObject, type Json } from '../../src/json.js';
import { shapesIn } from '../../src/shape.js';
import type { ShapeIr } from '../ir.js';
import { type Draft, nameOf } from './draft.js';
import type { Definitions } from './union.js';
import { inner } from './walk.js';

type Marks = Pick<ShapeIr, 'redact' | 'declared' | 'untrusted'>;

/** What is kept from the log or marked for the model at a place. */
export function marksOf(schema: Draft, definitions: Definitions): Marks {
  const untrusted: Marks = schema.untrusted === true ? { untrusted: true } : {};
  if (schema.redact !== true) return untrusted;
  return { redact: true, ...namesOf(schema, definitions), ...untrusted };
}

/** Every name that a schema gives a member of its value, at any depth. */
export function namesOf(schema: Draft, definitions: Definitions): Pick<Marks, 'declared'> {
  const names = new Set<string>();
  collect(schema, definitions, names, new Set());
  return names.size > 0 ? { declared: [...names].sort(byCodeUnit) } : {};
}

/** Whether something in it is kept from the log, what it refers to aside. */
export const hides = (shape: ShapeIr): boolean =>
  shape.redact === true || shapesIn(shape).some((part) => hides(part));

function collect(
  schema: Json,
  definitions: Definitions,
  names: Set<string>,
  seen: Set<string>,
): void {
  if (!isObject(schema)) return;
  for (const name of Object.keys(schema.properties ?? {})) names.add(name);
  for (const each of inner(schema)) collect(each, definitions, names, seen);
  if (schema.$ref === undefined) return;
  const ref = nameOf(schema.$ref);
  if (seen.has(ref)) return;
  seen.add(ref);
  collect(definitions(ref), definitions, names, seen);
}
