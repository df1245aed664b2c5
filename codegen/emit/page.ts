import { byCodeUnit } from '../../src/json.js';
import type { ToolIr } from '../ir.js';
import type { Ending } from '../layout.js';
import { contract } from './contract.js';
import type { Emitter, OutFile } from './emitter.js';
import { broken, type Call, callsIn } from './literal.js';
import { doc, header, importLine } from './printer.js';
import { typesOf } from './types.js';

/** `defineTool`, and the rule leaves that the contract calls. */
function imports(calls: readonly Call[]): string {
  const names = new Map(calls.map(({ name, from }) => [from, name]));
  const leaves = [...names].sort(([a], [b]) => byCodeUnit(a, b));
  return [['toolwright/define', 'defineTool'] as const, ...leaves]
    .map(([from, name]) => importLine(`{ ${name} }`, from))
    .join('');
}

/** On the line of the declaration where that stays within 100 columns. */
function generics({ typeName, identifier }: ToolIr): string {
  const names = ['Input', 'Arguments', 'Result'].map((kind) => typeName + kind);
  const line = names.join(', ');
  const fits = `export const ${identifier} = defineTool<${line}>()({`.length <= 100;
  return fits ? line : `\n  ${names.join(',\n  ')}\n`;
}

/** One tool, one page: its types, and its contract as data. */
export function page(tool: ToolIr, types: string, ending: Ending): string {
  const data = contract(tool, ending);
  const define = `export const ${tool.identifier} = defineTool<${generics(tool)}>()`;
  return [
    header + imports(callsIn(data)),
    `${types.trim()}\n`,
    `${doc(tool.description, tool.deprecated)}${define}(${broken(data, 0)});\n`,
  ].join('\n');
}

/** `generated/tools/<name>.ts` */
export const pages = (ending: Ending = 'js'): Emitter => ({
  name: 'pages',
  async emit({ tools }, memory) {
    const files: OutFile[] = [];
    // One after the other: a thousand at a time would all be in memory.
    for (const tool of tools) {
      const make = () => page(tool, typesOf(tool), ending);
      files.push(await memory.file(`tools/${tool.name}.ts`, tool, make));
    }
    return files;
  },
});
