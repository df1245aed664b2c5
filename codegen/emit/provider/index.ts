import type { JsonObject } from '../../../src/json.js';
import type { ProviderName } from '../../../src/tool.js';
import type { ToolIr } from '../../ir.js';
import { Memory } from '../../memory.js';
import type { Emitter } from '../emitter.js';
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
  emit: ({ tools }, memory) => {
    const files = Object.entries(lowerings).map(([name, lowering]) => ({
      name,
      ...lowering,
      strictly: lowering.strict?.(tools, memory),
      constants: [] as string[],
    }));
    // One tool after the other: providers ask the same of it.
    for (const tool of tools)
      for (const { name, lower, strictly, constants } of files) {
        const strict = strictly?.has(tool.name) ?? false;
        const item = () => constant(tool, lower(tool, strict));
        constants.push(memory.text(strict ? `${name} strict` : name, tool, item));
      }
    return files.map(({ name, title, constants }) => ({
      path: `providers/${name}.ts`,
      text: file(title, tools, constants),
    }));
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

/** A constant each: of a thousand literals in one array tsc cannot find the type of an item (TS2590). */
function file(title: string, tools: readonly ToolIr[], constants: readonly string[]): string {
  const names = tools.map(({ identifier }) => new Code(identifier));
  const list = literal(names, 0, LIST.length + 2);
  const comment = doc(`The tools as ${title} takes them.`);
  const imports = importLine('type { ProviderTool }', 'toolwright/define');
  return [`${header}${imports}`, ...constants, `${comment}${LIST}${list});\n`].join('\n');
}

function constant({ name, identifier }: ToolIr, tool: JsonObject): string {
  const start = `const ${identifier}: ProviderTool = `;
  return `${start}${literal({ name, tool }, 0, start.length)};\n`;
}
