import type { Catalog, ToolIr } from '../ir.js';
import { FORMAT } from './contract.js';
import type { Emitter } from './emitter.js';
import { broken, Code, type Literal, quoted } from './literal.js';
import { doc, freeNames, header, importLine } from './printer.js';

/** Loaded on use, so that a service pays for the providers it talks to. Names as `ProviderName` has them. */
const PROVIDERS = ['openai-chat', 'openai-responses', 'anthropic', 'gemini', 'mcp'];

interface Named {
  readonly tool: ToolIr;
  /** Its identifier in this file. */
  readonly name: string;
}

function imports(all: readonly Named[]): string {
  const types = "import type { HandlersOf, Toolset } from 'toolwright/define';\n";
  const lines = all.map(({ tool: { name: file, identifier }, name }) =>
    importLine(
      name === identifier ? `{ ${name} }` : `{ ${identifier} as ${name} }`,
      `./tools/${file}.js`,
    ),
  );
  return types + lines.join('');
}

function toolset(catalog: Catalog, all: readonly Named[], compiler: string): string {
  const data: Literal = {
    format: FORMAT,
    name: catalog.name,
    compiler,
    tools: Object.fromEntries(all.map(({ tool, name }) => [tool.name, new Code(name)])),
    providers: Object.fromEntries(
      PROVIDERS.map((each) => [
        each,
        new Code(`() => import(${quoted(`./providers/${each}.js`)})`),
      ]),
    ),
  };
  const text = broken(data, 0);
  return `/** Every tool of tools.yaml: what \`createRuntime\` takes. */\nexport const tools = ${text} satisfies Toolset;\n`;
}

const HANDLERS = `${doc('One handler for each tool.')}export type Handlers = HandlersOf<typeof tools.tools>;\n`;

/** A constructor for each error that a tool declares; empty where none does. */
function errors(all: readonly Named[]): string {
  const declaring = all.filter(({ tool }) => Object.keys(tool.errors).length > 0);
  if (declaring.length === 0) return '';
  const data = declaring.map(({ tool, name }): [string, Literal] => [
    tool.name,
    Object.fromEntries(
      Object.keys(tool.errors).map((code) => [
        code,
        new Code(`() => ${name}.error(${quoted(code)})`),
      ]),
    ),
  ]);
  const text = broken(Object.fromEntries(data), 0);
  return `${doc('The errors that tools declare. Throwing one asserts that nothing happened.')}export const errors = ${text};\n`;
}

/** `generated/index.ts`: the toolset, the type of its handlers, its errors. */
export const index = (compiler: string): Emitter => ({
  name: 'toolset',
  emit(catalog) {
    const identifiers = catalog.tools.map((tool) => tool.identifier);
    const names = freeNames(identifiers, ['tools', 'errors']);
    const all = catalog.tools.map((tool, at) => ({ tool, name: names[at] as string }));
    const parts = [
      header + imports(all),
      toolset(catalog, all, compiler),
      HANDLERS,
      ...[errors(all)].filter(Boolean),
    ];
    return [{ path: 'index.ts', text: parts.join('\n') }];
  },
});
