import { isObject, type Json } from '../../src/json.js';
import type { ShapeIr } from '../ir.js';
import { nameOf } from './draft.js';
import type { Definitions } from './union.js';

/** The default of a property: its own, or that of the schema it refers to. */
export function defaultOf(schema: Json, definition: Definitions): Json | undefined {
  if (!isObject(schema)) return undefined;
  if ('default' in schema) return schema.default;
  return schema.$ref && defaultOf(definition(nameOf(schema.$ref)), definition);
}

/** A default with the defaults inside of it, so that nothing is left to fill in. */
export function complete(preset: Json, shape: ShapeIr): Json {
  if (Array.isArray(preset)) return preset.map((each) => complete(each, shape.items ?? {}));
  if (!isObject(preset)) return preset;
  const out: Record<string, Json> = { ...preset };
  for (const [name, each] of Object.entries(shape.properties ?? {}))
    if (Object.hasOwn(out, name)) out[name] = complete(out[name] as Json, each);
    else if (each.default !== undefined) out[name] = each.default;
  return out;
}
