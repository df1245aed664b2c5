import type { JsonObject } from '../../../src/json.js';
import type { ProviderName } from '../../../src/tool.js';
import type { Catalog, ToolIr } from '../../ir.js';
import { Memory } from '../../memory.js';
import type { Emitter, OutFile } from '../emitter.js';
import { Code, literal } from '../literal.js';
import { doc, header, importLine } from '../printer.js';
import { anthropic } from './anthropic.js';
import { strictNames } from './anthropic-budget.js';
import { gemini } from './gemini.js';
import { mcp } from './mcp.js';
import { openaiChat } from './openai-chat.js';
import { openaiResponses } from './openai-responses.js';

export { type LoweringReport, report } from './report.js';

interface Lowering {
  readonly title: string;
  /** How the provider is told of a tool; `strict` where a request has room for it. */
  readonly lower: (tool: ToolIr, strict: boolean) => JsonObject;
  /** The tools that may be strict, given all of them. Undefined: each for itself. */
  readonly strict?: (tools: readonly ToolIr[], memory: Memory) => ReadonlySet<string>;
}

const lowerings: Readonly<Record<ProviderName, Lowering>> = {
  'openai-chat': { title: 'the Chat Completions API of OpenAI', lower: openaiChat },
  'openai-responses': { title: 'the Responses API of OpenAI', lower: openaiResponses },
  anthropic: { title: 'the Messages API of Anthropic', lower: anthropic, strict: strictNames },
  gemini: { title: 'the Gemini API', lower: gemini },
  mcp: { title: 'the Model Context Protocol', lower: mcp },
};

/** `providers/*.ts`: what each model provider is sent, always in the same order and bytes, so that its cache hits. */
export const providers: Emitter = {
  name: 'providers',
  emit: (catalog, memory) => {
    const names = Object.keys(lowerings) as ProviderName[];
    return names.map((name) => file(name, catalog, memory));
  },
};

/** What a provider is sent of each tool, by its name. */
export function sentTo(
  provider: ProviderName,
  tools: readonly ToolIr[],
): ReadonlyMap<string, JsonObject> {
  const { lower, strict } = lowerings[provider];
  const names = strict?.(tools, new Memory());
  return new Map(tools.map((tool) => [tool.name, lower(tool, names?.has(tool.name) ?? false)]));
}

const LIST = 'export const tools = Object.freeze<readonly ProviderTool[]>(';

function file(provider: ProviderName, { tools }: Catalog, memory: Memory): OutFile {
  const { title, lower, strict } = lowerings[provider];
  const strictly = strict?.(tools, memory);
  // A constant each: of a thousand literals in one array tsc cannot find the type of an item (TS2590).
  const items = tools.map((tool) => {
    const may = strictly?.has(tool.name) ?? false;
    const item = () => constant(tool, lower(tool, may));
    return memory.text(may ? `${provider} strict` : provider, tool, item);
  });
  const names = tools.map(({ identifier }) => new Code(identifier));
  const list = literal(names, 0, LIST.length + 2);
  const comment = doc(`The tools as ${title} takes them.`);
  const imports = importLine('type { ProviderTool }', 'toolwright/define');
  const text = [`${header}${imports}`, ...items, `${comment}${LIST}${list});\n`].join('\n');
  return { path: `providers/${provider}.ts`, text };
}

function constant({ name, identifier }: ToolIr, tool: JsonObject): string {
  const start = `const ${identifier}: ProviderTool = `;
  return `${start}${literal({ name, tool }, 0, start.length)};\n`;
}
