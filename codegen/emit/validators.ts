import { byCodeUnit } from '../../src/json.js';
import type { ToolIr } from '../ir.js';
import { validatorCode } from '../schema/compile.js';
import { withSafeIntegers } from '../schema/safe-integer.js';
import type { Emitter } from './emitter.js';
import { propertyKey } from './literal.js';
import { header, importLine } from './printer.js';
import { body } from './validators/body.js';

/** Members of the exported object, each the body of a validator. */
function membersOf(tool: ToolIr) {
  const bound = Object.keys(tool.bound).sort(byCodeUnit);
  return {
    input: body(validatorCode(withSafeIntegers(tool.input))),
    bound: bound.map((name) => [name, body(validatorCode(tool.bound[name] ?? {}))] as const),
    result: tool.result && body(validatorCode(tool.result)),
  };
}

/** `validators/<tool>.ts`: plain JavaScript with one type, loaded on the first call of the tool. */
export function validatorModule(tool: ToolIr): string {
  const { input, bound, result } = membersOf(tool);
  const all = [input, ...bound.map(([, each]) => each), ...(result ? [result] : [])];
  const uses = [...new Set(all.flatMap((each) => each.uses))].sort(byCodeUnit);
  const lines = bound.map(([name, each]) => `${propertyKey(name)}: ${each.text},\n`);
  return [
    header,
    '// @ts-nocheck: compiled from the schemas of the tool; not meant to be read.\n',
    importLine('type { Validators }', 'toolwright/define'),
    all.some((each) => each.usesFormats)
      ? importLine('{ formats }', 'toolwright/rules/formats')
      : '',
    all.some((each) => each.usesLinear) ? importLine('{ linear }', 'toolwright/rules/pattern') : '',
    uses.length > 0 ? importLine(`{ ${uses.join(', ')} }`, 'toolwright/rules/validation') : '',
    `\nexport const hash = '${tool.hash}';\n`,
    `export const validators: Validators = {\ninput: ${input.text},\n`,
    lines.length > 0 ? `bound: {\n${lines.join('')}},\n` : '',
    result ? `result: ${result.text},\n` : '',
    '};\n',
  ].join('');
}

/** `generated/validators/<name>.ts` */
export const validators: Emitter = {
  name: 'validators',
  emit: ({ tools }, memory) =>
    Promise.all(
      tools.map((tool) =>
        memory.file(`validators/${tool.name}.ts`, tool, () => validatorModule(tool)),
      ),
    ),
};
