import type { Json, JsonObject } from '../../src/json.js';
import { root } from '../spec/root.js';
import type { Key, NamesSpec, RecordSpec, Spec, TextSpec } from '../spec/spec.js';
import { DURATION, SIZE } from '../spec/units.js';
import { dialectSchema } from './dialect-schema.js';
import type { Emitter } from './emitter.js';
import { OURS } from './printer.js';

/** JSON Schema of a spec, draft-07: what editors of every age read. */
function schemaOf(spec: Spec): JsonObject {
  switch (spec.kind) {
    case 'text':
      return textSchema(spec);
    case 'flag':
      return { type: 'boolean' };
    case 'integer':
      return { type: 'integer', minimum: spec.least, maximum: spec.most };
    case 'choice':
      return { enum: spec.values };
    case 'duration':
      return { type: 'string', pattern: DURATION, examples: ['200ms', '10s', '5m', '24h', '7d'] };
    case 'size':
      return { type: 'string', pattern: SIZE, examples: ['500B', '32kB', '1MB'] };
    case 'list':
      return { type: 'array', items: schemaOf(spec.of), ...least('minItems', spec.least) };
    case 'names':
      return namesSchema(spec);
    case 'record':
      return recordSchema(spec);
    case 'either':
      return { anyOf: spec.of.map(schemaOf) };
    case 'data':
      return { type: 'object' };
    case 'schema':
      // `true` and `false` are schemas inside of others alone. Beside a $ref, draft-07 reads nothing.
      return { type: 'object', allOf: [{ $ref: '#/definitions/Schema' }] };
  }
}

const least = (key: string, count: number): JsonObject => (count > 0 ? { [key]: count } : {});

const textSchema = ({ name, most, examples }: TextSpec): JsonObject => ({
  type: 'string',
  ...(name ? { pattern: name.pattern } : { minLength: 1, maxLength: most }),
  ...(examples && { examples }),
});

const namesSchema = ({ rule, of, least: count }: NamesSpec): JsonObject => ({
  type: 'object',
  propertyNames: { pattern: rule.pattern },
  additionalProperties: schemaOf(of),
  ...least('minProperties', count),
});

function recordSchema({ keys, one }: RecordSpec): JsonObject {
  const required = Object.keys(keys).filter((key) => keys[key]?.required);
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(keys).map(([key, each]) => [key, keySchema(each)]),
    ),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
    ...(one && { minProperties: 1, maxProperties: 1 }),
  };
}

/** `description` is for editors that read no Markdown. */
function keySchema({ spec, doc, examples }: Key): JsonObject {
  const plain = doc.replaceAll('`', '');
  return {
    description: plain,
    ...(plain !== doc && { markdownDescription: doc }),
    ...schemaOf(spec),
    ...(examples && { examples }),
  };
}

/** Keys that an included file has not: a file with one of them is a whole one, and must have what a whole one needs. */
const whole = ['version', 'name', 'include', 'defaults'];

/** The language, for a whole file and for an included one: both have the same first line. */
function fileSchema(): JsonObject {
  const { required = [], properties, ...file } = recordSchema(root);
  const keys = Object.entries(properties as Readonly<Record<string, JsonObject>>);
  const counted = keys.flatMap(([key, each]) => {
    const { minProperties } = each;
    return minProperties === undefined ? [] : [[key, { minProperties }] as const];
  });
  const free = keys.map(([key, { minProperties: _, ...each }]) => [key, each] as const);
  return {
    ...file,
    properties: Object.fromEntries(free),
    if: { anyOf: whole.map((key) => ({ required: [key] })) },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema, never awaited.
    then: { required, properties: Object.fromEntries(counted) },
  };
}

/** `tools.schema.json`: an editor that knows YAML completes and checks tools.yaml by it. It says only the shape. */
export const toolsSchema: Emitter = {
  name: 'tools-schema',
  emit: () => {
    const schema: Json = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      $comment: OURS,
      title: 'tools.yaml',
      ...fileSchema(),
      definitions: { Schema: dialectSchema(schemaOf) },
    };
    return [{ path: 'tools.schema.json', text: `${JSON.stringify(schema, null, 2)}\n` }];
  },
};
