import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Report } from '../../../codegen/report.js';
import { checkSchema } from '../../../codegen/schema/index.js';
import { isObject, type Json } from '../../../src/json.js';
import { corpus } from '../../corpora.js';
import { load } from '../emit/validators/load.js';
import { jsonNode } from './json-node.js';
import { lowerOne } from './lowered.js';

interface Group {
  readonly schema: Json;
  readonly tests: readonly { description: string; data: Json; valid: boolean }[];
}

const maps = ['properties', 'patternProperties', '$defs'];
const values = ['enum', 'const', 'default', 'examples', 'required', 'type'];

/** The suite's objects are open where they do not say otherwise: here they say it. */
function asGiven(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(asGiven);
  if (!isObject(schema)) return schema;
  const { $schema: _, ...rest } = schema;
  const said = Object.entries(rest).map(([key, value]) => {
    if (values.includes(key)) return [key, value];
    if (!maps.includes(key) || !isObject(value)) return [key, asGiven(value)];
    return [
      key,
      Object.fromEntries(Object.entries(value).map(([name, each]) => [name, asGiven(each)])),
    ];
  });
  const object =
    'properties' in rest || 'patternProperties' in rest || [rest.type].flat().includes('object');
  const open = object && !('additionalProperties' in rest) ? { additionalProperties: true } : {};
  return { ...Object.fromEntries(said), ...open };
}

/** Right by JSON Schema and refused here, each for a reason. */
const exceptions: readonly [RegExp, string][] = [
  [/is only an annotation by default$/, 'formats are checked'],
  [/^hostname.*A-label/, 'the inside of an A-label is not decoded'],
  [/^properties whose names are Javascript.*__proto__ not valid/, 'parse refuses __proto__ before'],
];

function run(folder: string) {
  const count = {
    right: 0,
    excepted: 0,
    wrong: [] as string[],
    refused: {} as Record<string, number>,
  };
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  for (const file of files.filter((each) => each.endsWith('.json')))
    for (const group of JSON.parse(readFileSync(join(folder, file), 'utf8')) as (Group & {
      description: string;
    })[])
      runGroup(file.replace(/.*\//, '').replace('.json', ''), group, count);
  return count;
}

function runGroup(
  file: string,
  group: Group & { description: string },
  count: ReturnType<typeof run>,
): void {
  const schema = asGiven(group.schema);
  const report = new Report();
  checkSchema(jsonNode(schema), new Map(), report, { root: 'result' });
  const refused = report.diagnostics.find(({ severity }) => severity === 'error');
  if (refused) {
    count.refused[refused.code] = (count.refused[refused.code] ?? 0) + group.tests.length;
    return;
  }
  const validate = load(lowerOne(schema));
  for (const each of group.tests) {
    const name = `${group.description}: ${each.description}`;
    const excepted = exceptions.some(
      ([pattern]) => pattern.test(name) || pattern.test(`${file} ${name}`),
    );
    if (validate(each.data) === each.valid) count.right += 1;
    else if (excepted) count.excepted += 1;
    else count.wrong.push(`${file}: ${name}`);
  }
}

const suites = corpus('json-schema-test-suite');
describe.skipIf(!suites)('JSON-Schema-Test-Suite', () => {
  test('2020-12: every case inside the dialect is right', () => {
    expect(run(join(suites ?? '', 'draft2020-12'))).toEqual({
      right: 700,
      excepted: 35,
      wrong: [],
      refused: { TW2002: 48, TW2003: 46, TW2006: 89, TW2025: 1, TW2030: 4, TW2044: 6 },
    });
  });

  test('draft 7: so is every case that means the same there', () => {
    expect(run(join(suites ?? '', 'draft7'))).toEqual({
      right: 1077,
      excepted: 24,
      wrong: [],
      refused: {
        TW2002: 226,
        TW2003: 36,
        TW2004: 18,
        TW2006: 276,
        TW2011: 28,
        TW2025: 1,
        TW2041: 28,
        TW2050: 7,
      },
    });
  });
});
