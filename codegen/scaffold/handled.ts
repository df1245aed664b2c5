import type { ts as TypeScript } from 'ts-morph';
import { identifierOf } from '../lower/name.js';

type Ts = typeof TypeScript;

const PAGE = /(?:^|\/)tools\/(\w+)(?:\.[jt]s)?$/;

/** The tool whose `handler` a file exports, where that shows: `export default greet.handler(…)`. */
export function handledTool(ts: Ts, source: TypeScript.SourceFile): string | undefined {
  const name = source.statements.flatMap((each) => callee(ts, each) ?? [])[0];
  if (name === undefined) return undefined;
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier))
      continue;
    const tool = PAGE.exec(statement.moduleSpecifier.text)?.[1];
    const bindings = statement.importClause?.namedBindings;
    if (tool === undefined || !bindings || !ts.isNamedImports(bindings)) continue;
    const element = bindings.elements.find((each) => each.name.text === name);
    if (element && (element.propertyName ?? element.name).text === identifierOf(tool)) return tool;
  }
  return undefined;
}

/** `greet` of `export default greet.handler(…)`. */
function callee(ts: Ts, statement: TypeScript.Statement): string | undefined {
  if (!ts.isExportAssignment(statement) || !ts.isCallExpression(statement.expression))
    return undefined;
  const { expression } = statement.expression;
  const calls = ts.isPropertyAccessExpression(expression) && expression.name.text === 'handler';
  return calls && ts.isIdentifier(expression.expression) ? expression.expression.text : undefined;
}
