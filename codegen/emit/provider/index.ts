import type { JsonObject } from '../../../src/json.js';
import type { ProviderName } from '../../../src/tool.js';
import type { Catalog, ToolIr } from '../../ir.js';
import type { Emitter, OutFile } from '../emitter.js';
import { broken } from '../literal.js';
import { doc, header, importLine } from '../printer.js';
import { anthropic } from './anthropic.js';
import { strictNames } from './anthropic-budget.js';
import { gemini } from './gemini.js';
import { mcp } from './mcp.js';
import { openaiChat } from './openai-chat.js';
import { openaiResponses } from './openai-responses.js';

export { type LoweringReport, report } from './report.js';

/** How a provider is told of a tool, given all of them. */
type Lower = (tools: readonly ToolIr[]) => (tool: ToolIr) => JsonObject;
const each =
  (lower: (tool: ToolIr) => JsonObject): Lower =>
  () =>
    lower;

const lowerings: Readonly<Record<ProviderName, { readonly title: string; readonly lower: Lower }>> =
  {
    'openai-chat': { title: 'the Chat Completions API of OpenAI', lower: each(openaiChat) },
    'openai-responses': { title: 'the Responses API of OpenAI', lower: each(openaiResponses) },
    anthropic: {
      title: 'the Messages API of Anthropic',
      lower: (tools) => {
        const strict = strictNames(tools);
        return (tool) => anthropic(tool, strict.has(tool.name));
      },
    },
    gemini: { title: 'the Gemini API', lower: each(gemini) },
    mcp: { title: 'the Model Context Protocol', lower: each(mcp) },
  };

/** `providers/*.ts`: what each model provider is sent, always in the same order and bytes, so that its cache hits. */
export const providers: Emitter = {
  name: 'providers',
  emit: (catalog) => {
    const names = Object.keys(lowerings) as ProviderName[];
    return names.map((name) => file(name, catalog));
  },
};

/** What a provider is sent of each tool, by its name. */
export function sentTo(
  provider: ProviderName,
  tools: readonly ToolIr[],
): ReadonlyMap<string, JsonObject> {
  const lower = lowerings[provider].lower(tools);
  return new Map(tools.map((tool) => [tool.name, lower(tool)]));
}

function file(provider: ProviderName, { tools }: Catalog): OutFile {
  const { title, lower } = lowerings[provider];
  const one = lower(tools);
  const list = broken(
    tools.map((tool) => ({ name: tool.name, tool: one(tool) })),
    0,
  );
  const text = [
    `${header}${importLine('type { ProviderTool }', 'toolwright/define')}\n`,
    doc(`The tools as ${title} takes them.`),
    `export const tools = Object.freeze<readonly ProviderTool[]>(${list});\n`,
  ].join('');
  return { path: `providers/${provider}.ts`, text };
}
