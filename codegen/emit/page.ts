import type { ToolIr } from '../ir.js';
import { contract } from './contract.js';
import type { Emitter } from './emitter.js';
import { broken, callsIn } from './literal.js';
import { doc, header, importLine } from './printer.js';
import { typesOf } from './types.js';

const DEFINE = 'toolwright/define';

/** The imported names of each module, in the order they are first used. */
function importsOf(calls: readonly { readonly name: string; readonly from: string }[]) {
  const modules = new Map<string, Set<string>>([[DEFINE, new Set(['defineTool'])]]);
  for (const { name, from } of calls)
    modules.set(from, (modules.get(from) ?? new Set<string>()).add(name));
  return modules;
}

/** One tool, one page: its types, and its contract as data. */
export function page(tool: ToolIr, types: string): string {
  const data = contract(tool);
  const imports = [...importsOf(callsIn(data))]
    .map(([from, names]) => importLine(`{ ${[...names].join(', ')} }`, from))
    .join('');
  const generics = ['Input', 'Arguments', 'Result'].map((kind) => tool.typeName + kind).join(', ');
  const define = `export const ${tool.identifier} = defineTool<${generics}>()`;
  return [
    header + imports,
    `${types.trim()}\n`,
    `${doc(tool.description, tool.deprecated)}${define}(${broken(data, 0)});\n`,
  ].join('\n');
}

/** `generated/tools/<name>.ts` */
export const pages: Emitter = {
  name: 'pages',
  emit: (catalog) =>
    Promise.all(
      catalog.tools.map(async (tool) => ({
        path: `tools/${tool.name}.ts`,
        text: page(tool, await typesOf(tool)),
      })),
    ),
};
