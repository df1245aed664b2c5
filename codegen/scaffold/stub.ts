import { quoted } from '../emit/literal.js';
import type { ToolIr } from '../ir.js';
import type { Ending } from '../layout.js';

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
/** Names that cannot be taken apart into a variable, or that the stub uses itself. */
const TAKEN = new Set(
  (
    'context NotImplemented arguments await break case catch class const continue debugger default delete do else ' +
    'enum eval export extends false finally for function if implements import in instanceof interface let new null ' +
    'package private protected public return static super switch this throw true try typeof undefined var void ' +
    'while with yield'
  ).split(' '),
);
const MOST = 4;

/** The parameters by name where they are few and plain, or all of them as `input`. */
function pattern({ identifier, parameters }: ToolIr): string {
  const names = Object.keys((parameters.properties ?? {}) as object);
  const plain = (name: string) => IDENTIFIER.test(name) && !TAKEN.has(name) && name !== identifier;
  if (names.length === 0 || names.length > MOST || !names.every(plain)) return 'input';
  return `{ ${names.join(', ')} }`;
}

/**
 * What a handler file says before somebody writes it. It names no type, so an edited schema never touches it.
 * `pages` is the folder of the generated pages, as an import from the handlers folder.
 */
export function stub(tool: ToolIr, pages: string, ending: Ending = 'js'): string {
  return `import { NotImplemented } from 'toolwright';
import { ${tool.identifier} } from ${quoted(`${pages}/${tool.name}.${ending}`)};

export default ${tool.identifier}.handler(async (${pattern(tool)}, context) => {
  throw new NotImplemented('${tool.name}');
});
`;
}
