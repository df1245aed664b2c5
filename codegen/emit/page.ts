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

/** On the line of the declaration where that stays within 100 columns. */
function generics({ typeName, identifier }: ToolIr): string {
  const names = ['Input', 'Arguments', 'Result'].map((kind) => typeName + kind);
  const line = names.join(', ');
  const fits = `export const ${identifier} = defineTool<${line}>()({`.length <= 100;
  return fits ? line : `\n  ${names.join(',\n  ')}\n`;
}

/** One tool, one page: its types, and its contract as data. */
export function page(tool: ToolIr, types: string): string {
  const data = contract(tool);
  const imports = [...importsOf(callsIn(data))]
    .map(([from, names]) => importLine(`{ ${[...names].join(', ')} }`, from))
    .join('');
  const define = `export const ${tool.identifier} = defineTool<${generics(tool)}>()`;
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
