import { readFileSync } from 'node:fs';
import type { Json, JsonObject } from '../../../src/json.js';
import { corpus, corpusRows } from '../../corpora.js';

/** The tools and tasks of public agent benchmarks, as files of tools.yaml and as calls. */

export interface Call {
  readonly name: string;
  readonly arguments: Readonly<Record<string, Json>>;
  /** Arguments that only the live environment knew. */
  readonly env_dependent?: readonly string[];
}
export interface Task {
  readonly id: string;
  readonly calls: readonly Call[];
}
interface Published {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonObject & { readonly properties: Readonly<Record<string, JsonObject>> };
}
export type Class = 'read_only' | 'write_requires_approval' | 'admin_only';

export interface Benchmark {
  readonly tools: readonly Published[];
  readonly classes: Readonly<Record<string, Class>>;
}

const json = <Value>(path: string): Value =>
  JSON.parse(readFileSync(corpus(path) ?? '', 'utf8')) as Value;

export function benchmark(of: string, suite: string): Benchmark {
  const tools = json<readonly (Published | { readonly function: Published })[]>(
    `${of}/${suite}.tools.json`,
  );
  const classes = json<Record<string, Record<string, Class>>>(`${of}/tool_classes.ours.json`);
  const published = tools.map((tool) => ('function' in tool ? tool.function : tool));
  return { tools: published, classes: classes[suite] ?? {} };
}

export const tasks = (path: string): readonly Task[] => corpusRows<Task>(path);

/** The sites of the user's own: what a page may be read from and sent to. */
const hosts = [
  'www.informations.com',
  'www.dora-website.com',
  'www.eve-blog.com',
  'www.restaurant-zurich.com',
  'www.our-company.com',
];
const approval = { expires: '1h', by: { roles: ['supervisor'] } };

/** Every tool under its class; whatever takes an address takes one of the list. */
export const fileOf = (name: string, { tools, classes }: Benchmark): JsonObject => ({
  version: 1,
  name,
  defaults: { sanitize: 'safe_text' },
  permissions: {
    read_only: { authenticated: true },
    write_requires_approval: { authenticated: true, approval },
    admin_only: { roles: ['admin'], approval },
  },
  sanitizers: {
    safe_text: ['strip_control', { invisible: 'reject' }],
    own_site: [{ url: { schemes: ['https'], hosts, private_addresses: 'deny' } }],
  },
  tools: Object.fromEntries(
    tools.map((tool) => [tool.name, toolOf(tool, classes[tool.name] as Class)]),
  ),
});

function toolOf({ description, parameters }: Published, permission: Class): JsonObject {
  const properties = Object.entries(parameters.properties).map(([name, schema]) => [
    name,
    name === 'url' ? { ...schema, sanitize: 'own_site' } : schema,
  ]);
  return {
    description,
    effect: permission === 'read_only' ? 'read' : 'write',
    permission,
    parameters: { ...parameters, properties: Object.fromEntries(properties) },
  };
}

/** What a model that knows the schema would send: addresses whole, and a value where the environment had one. */
export function sent({ name, arguments: given, env_dependent = [] }: Call, { tools }: Benchmark) {
  const properties = tools.find((tool) => tool.name === name)?.parameters.properties ?? {};
  const members = Object.entries(given).map(([key, value]) => {
    if (env_dependent.includes(key))
      return [key, properties[key]?.type === 'integer' ? 7 : 'known'];
    return [key, key === 'url' ? `https://${value}` : value];
  });
  return { id: 'call_1', name, arguments: JSON.stringify(Object.fromEntries(members)) };
}
