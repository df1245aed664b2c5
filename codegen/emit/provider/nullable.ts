import type { Json, JsonObject } from '../../../src/json.js';

const asList = (value: Json): readonly Json[] => (Array.isArray(value) ? value : [value]);
const withNull = (list: readonly Json[], nothing: Json): readonly Json[] =>
  list.includes(nothing) ? list : [...list, nothing];

/** A schema that takes null as well: how "absent" is said where every property is required. */
export function nullable(schema: JsonObject): JsonObject {
  const { type, enum: values, const: constant, anyOf, description, ...rest } = schema;
  const told = description === undefined ? {} : { description };
  const plain = Object.keys(rest).length === 0;
  if (anyOf !== undefined && type === undefined && plain && values === undefined)
    return { anyOf: [...(anyOf as readonly Json[]), { type: 'null' }], ...told };
  if (type === undefined || anyOf !== undefined || '$ref' in schema) {
    const { description: _, ...bare } = schema;
    return { anyOf: [bare, { type: 'null' }], ...told };
  }
  return {
    type: withNull(asList(type), 'null'),
    ...(values !== undefined && { enum: withNull(asList(values), null) }),
    ...(constant !== undefined && { enum: [constant, null] }),
    ...rest,
    ...told,
  };
}
