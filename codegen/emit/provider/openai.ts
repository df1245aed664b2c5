import type { Json, JsonObject } from '../../../src/json.js';
import type { ToolIr } from '../../ir.js';
import { latest } from '../latest.js';
import { compact, mapSchemas } from './compact.js';
import type { Dialect, Lowered, Obstacle } from './dialect.js';
import { extent, MANY_VALUES } from './extent.js';
import { withFirstKeys } from './first-keys.js';
import { withItems } from './items.js';
import { lowerSchema } from './lowering.js';
import { plainTop } from './top.js';

/** https://platform.openai.com/docs/guides/structured-outputs#supported-schemas */
const KEYWORDS = new Set([
  'const',
  // Lookarounds and back references, which it does not take, are not in our dialect.
  'pattern',
  'format',
  'multipleOf',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
]);
const FORMATS = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uuid',
]);
const takes = (keyword: string, value: Json): boolean =>
  keyword === 'format' ? FORMATS.has(String(value)) : KEYWORDS.has(keyword);

const dialect: Dialect = { takes, closed: true, nullableOptionals: true, recursion: true };

const most = { properties: 5000, depth: 10, values: 1000, characters: 120_000, listed: 15_000 };
const nouns = {
  properties: 'properties',
  depth: 'levels',
  values: 'values',
  characters: 'characters of names and values',
  listed: `characters in one enum of more than ${MANY_VALUES} values`,
};

/** Parameters for OpenAI: strict where that is sound, else as they are, but for what it refuses all the same. */
export interface Parameters {
  readonly strict: boolean;
  readonly parameters: JsonObject;
  readonly lowered: Lowered;
}

export const openaiParameters = latest((tool: ToolIr): Parameters => {
  const found = lowerSchema(tool.input, dialect);
  const { schema, obstacles } = withFirstKeys(found.schema);
  const all = [...found.obstacles, ...obstacles, ...tooLarge(schema)];
  const lowered = { ...found, schema, obstacles: all };
  const strict = lowered.obstacles.length === 0;
  const parameters = strict ? lowered.schema : open(tool);
  return { strict, parameters, lowered };
});

const open = ({ input }: ToolIr): JsonObject =>
  plainTop(mapSchemas(compact(input), withItems) as JsonObject);

/** What of a schema is beyond the bounds of strict mode. */
export function tooLarge(schema: JsonObject): Obstacle[] {
  const size = extent(schema);
  return Object.entries(most)
    .filter(([key, bound]) => size[key as keyof typeof most] > bound)
    .map(([key, bound]) => ({
      path: '',
      reason: `it has more than ${bound} ${nouns[key as keyof typeof most]}`,
    }));
}
