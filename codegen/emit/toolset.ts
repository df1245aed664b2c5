import type { ProviderName } from '../../src/tool.js';
import type { Catalog, ToolIr } from '../ir.js';
import type { Ending, Layout } from '../layout.js';
import { FORMAT } from './contract.js';
import type { Emitter } from './emitter.js';
import { broken, Code, type Literal, quoted } from './literal.js';
import { doc, header, importLine } from './printer.js';

/** Loaded on use, so that a service pays for the providers it talks to. Names as `ProviderName` has them. */
const PROVIDERS: Readonly<Record<ProviderName, true>> = {
  'openai-chat': true,
  'openai-responses': true,
  anthropic: true,
  gemini: true,
  mcp: true,
};

function imports(tools: readonly ToolIr[], ending: Ending = 'js'): string {
  const types = "import type { HandlersOf, Toolset } from 'toolwright/define';\n";
  const lines = tools.map(({ name, identifier }) =>
    importLine(`{ ${identifier} }`, `./tools/${name}.${ending}`),
  );
  return types + lines.join('');
}

function toolset({ name, tools }: Catalog, { compiler, imports: ending = 'js' }: Layout): string {
  const data: Literal = {
    format: FORMAT,
    name,
    compiler,
    tools: Object.fromEntries(tools.map((tool) => [tool.name, new Code(tool.identifier)])),
    providers: Object.fromEntries(
      Object.keys(PROVIDERS).map((each) => [
        each,
        new Code(`() => import(${quoted(`./providers/${each}.${ending}`)})`),
      ]),
    ),
  };
  const comment = doc('Every tool of tools.yaml: what `createRuntime` takes.');
  return `${comment}export const tools = ${broken(data, 0)} satisfies Toolset;\n`;
}

const HANDLERS = `${doc('One handler for each tool.')}export type Handlers = HandlersOf<typeof tools.tools>;\n`;

/** A constructor for each error that a tool declares; nothing where none does. */
function errors(tools: readonly ToolIr[]): string[] {
  const declaring = tools.filter((tool) => Object.keys(tool.errors).length > 0);
  if (declaring.length === 0) return [];
  const constructors = ({ identifier, errors: all }: ToolIr): Literal =>
    Object.fromEntries(
      Object.keys(all).map((code) => [
        code,
        new Code(`() => ${identifier}.error(${quoted(code)})`),
      ]),
    );
  const data = Object.fromEntries(declaring.map((tool) => [tool.name, constructors(tool)]));
  const comment = doc('The errors that tools declare. Throwing one asserts that nothing happened.');
  return [`${comment}export const errors = ${broken(data, 0)};\n`];
}

/** `generated/index.ts`: the toolset, the type of its handlers, its errors. */
export const index = (layout: Layout): Emitter => ({
  name: 'toolset',
  emit(catalog) {
    const { tools } = catalog;
    const imported = imports(tools, layout.imports);
    const parts = [header + imported, toolset(catalog, layout), HANDLERS, ...errors(tools)];
    return [{ path: 'index.ts', text: parts.join('\n') }];
  },
});
