import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The same operations for every generator: eight fields in, three out, of the usual kinds. */

const properties = {
  id: { type: 'string', minLength: 1, maxLength: 40, description: 'The id of the record' },
  kind: { type: 'string', enum: ['task', 'note', 'event'] },
  count: { type: 'integer', minimum: 0, maximum: 1000 },
  price: { type: 'number', minimum: 0 },
  due: { type: 'string', format: 'date', maxLength: 10 },
  tags: { type: 'array', maxItems: 20, items: { type: 'string', maxLength: 30 } },
  owner: {
    type: 'object',
    properties: { name: { type: 'string', maxLength: 80 }, active: { type: 'boolean' } },
    required: ['name'],
    additionalProperties: false,
  },
};
// No two schemas are alike, so that nothing is gained by remembering one.
const input = (n: number) => ({
  type: 'object',
  properties: { ...properties, title: { type: 'string', maxLength: 200 + n } },
  required: ['id', 'kind'],
  additionalProperties: false,
});
const result = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    saved: { type: 'boolean' },
    notes: { type: 'array', items: { type: 'string' } },
  },
  required: ['id', 'saved'],
  additionalProperties: false,
};

const names = (count: number) => Array.from({ length: count }, (_, n) => `save_record_${n}`);
const tool = (name: string, n: number) =>
  `  ${name}:\n    description: Save record number ${n} of the set\n    effect: read\n    permission: known\n` +
  `    parameters: ${JSON.stringify(input(n))}\n    result: ${JSON.stringify(result)}\n`;

/** tools.yaml in JSON-like flow style: as short as it gets for the reader of YAML. */
export const toolsYaml = (count: number): string =>
  `version: 1\nname: bench\npermissions:\n  known: { authenticated: true }\ntools:\n${names(count).map(tool).join('')}`;

export function openApi(count: number): string {
  const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });
  const paths = names(count).map((name, n) => [
    `/${name}`,
    {
      post: {
        operationId: name,
        description: `Save record number ${n} of the set`,
        requestBody: { required: true, ...json(input(n)) },
        responses: { 200: { description: 'Saved', ...json(result) } },
      },
    },
  ]);
  const info = { title: 'bench', version: '1' };
  return JSON.stringify({ openapi: '3.1.0', info, paths: Object.fromEntries(paths) });
}

/** Twenty operations a file, as a team would cut them. */
export function protos(count: number, folder: string): void {
  mkdirSync(join(folder, 'proto'), { recursive: true });
  for (let first = 0; first < count; first += 20) {
    const messages = names(count)
      .slice(first, first + 20)
      .map(message)
      .join('\n');
    const head = `syntax = "proto3";\npackage bench.f${first};\n`;
    writeFileSync(join(folder, 'proto', `f${first}.proto`), head + messages);
  }
}

const message = (name: string): string => {
  const type = name.replace(/(^|_)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
  return `message ${type}Owner { string name = 1; optional bool active = 2; }
enum ${type}Kind { ${type}Kind_TASK = 0; ${type}Kind_NOTE = 1; ${type}Kind_EVENT = 2; }
message ${type}Input { string id = 1; optional string title = 2; ${type}Kind kind = 3; optional int32 count = 4;
  optional double price = 5; optional string due = 6; repeated string tags = 7; ${type}Owner owner = 8; }
message ${type}Result { string id = 1; bool saved = 2; repeated string notes = 3; }`;
};
