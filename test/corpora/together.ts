import { readdirSync, readFileSync } from 'node:fs';
import { type Compiled, generate } from '../../codegen/generate.js';
import { isObject, type Json, type JsonObject } from '../../src/json.js';
import { corpus, corpusRows } from '../corpora.js';

/** A tool as it is published, under a name of its own. */
export interface Published {
  readonly name: string;
  readonly description: string;
  readonly parameters: Json;
}

const SERVERS = ['filesystem', 'github', 'memory', 'sequential-thinking'];
const FILES = [
  ...SERVERS.map((name) => `mcp-tools/${name}.json`),
  'tau-bench/retail.tools.json',
  'agentdojo/banking.tools.json',
  'agentdojo/slack.tools.json',
];

function toolsIn(path: string): Published[] {
  const json = JSON.parse(readFileSync(corpus(path) ?? '', 'utf8')) as Json;
  const list = (isObject(json) ? json.tools : json) as readonly JsonObject[];
  return list.map((each) => {
    const tool = (isObject(each.function) ? each.function : each) as JsonObject;
    const { $schema: _, ...parameters } = (tool.inputSchema ?? tool.parameters) as JsonObject;
    return { name: tool.name, description: tool.description, parameters } as unknown as Published;
  });
}

/** Every tool of the test data, in one order; where a name is taken, the next gets a number. */
export function everyTool(): readonly Published[] {
  const families = readdirSync(corpus('bfcl/multi_turn_tools') ?? '').sort();
  const all = [
    ...FILES.flatMap(toolsIn),
    ...families.flatMap((file) => toolsIn(`bfcl/multi_turn_tools/${file}`)),
    ...corpusRows<Published>('bfcl/tools.jsonl'),
  ];
  const taken = new Set<string>();
  return all.map(({ name, description, parameters }) => {
    const plain = name.replace(/\W/g, '_').replace(/^\d/, '_$&').slice(0, 58);
    let own = plain;
    for (let at = 2; taken.has(own); at += 1) own = `${plain}_${at}`;
    taken.add(own);
    return { name: own, description, parameters };
  });
}

/** A file may have a megabyte. */
const A_FILE = 500;
const HEAD = { version: 1, name: 'everything', permissions: { all: { public: true } } };

/** One project of all these tools, in as many included files as it takes: a tool a line, JSON, which is YAML. */
export function filesOf(tools: readonly Published[]): ReadonlyMap<string, string> {
  const parts = Array.from({ length: Math.ceil(tools.length / A_FILE) }, (_, at) =>
    tools.slice(at * A_FILE, (at + 1) * A_FILE),
  );
  const names = parts.map((_, at) => `part${at}.yaml`);
  const main = JSON.stringify({ ...HEAD, include: names });
  const texts = parts.map((part) => {
    const lines = part.map(({ name, description, parameters }) => {
      const tool = { description, effect: 'read', permission: 'all', parameters };
      return `${JSON.stringify(name)}: ${JSON.stringify(tool)}`;
    });
    return `{"tools":{\n${lines.join(',\n')}\n}}`;
  });
  return new Map([
    ['tools.yaml', main],
    ...names.map((name, at) => [name, texts[at]] as const),
  ]) as Map<string, string>;
}

export async function compileAll(tools: readonly Published[]): Promise<Compiled> {
  const files = filesOf(tools);
  const load = (path: string) => ({ text: files.get(path) ?? '' });
  const input = { file: 'tools.yaml', text: files.get('tools.yaml') ?? '', load };
  return generate(input, { handlers: '../handlers', compiler: '0.0.0' });
}

/** The first error of each tool that is refused, by its name. */
export function refusals(
  tools: readonly Published[],
  { diagnostics }: Compiled,
): ReadonlyMap<string, string> {
  const codes = new Map<string, string>();
  for (const { severity, place, code, message } of diagnostics) {
    const part = Number(/^part(\d+)/.exec(place?.file ?? '')?.[1]);
    const tool = place && tools[part * A_FILE + place.line - 2];
    if (severity !== 'error') continue;
    if (!tool)
      throw new Error(`${code} is of no tool: ${JSON.stringify({ code, place, message })}`);
    if (!codes.has(tool.name)) codes.set(tool.name, code);
  }
  return codes;
}
