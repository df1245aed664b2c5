import type { ts as TypeScript } from 'ts-morph';
import { identifierOf, typeNameOf } from '../lower/name.js';
import { type Splice, spliced } from './splice.js';

type Ts = typeof TypeScript;

/** What a rename is from and to. */
export interface Names {
  readonly from: string;
  readonly to: string;
}

/**
 * A handler file with its tool renamed: the import of the page, the imported name where it is used, and the name that
 * `NotImplemented` is given. Only these are spliced.
 */
export async function renameInHandler(text: string, names: Names): Promise<string> {
  const { ts } = await import('ts-morph');
  const mark = text.startsWith('\ufeff') ? 1 : 0;
  const source = ts.createSourceFile(
    'handler.ts',
    text.slice(mark),
    ts.ScriptTarget.ESNext,
    // Parents tell what an identifier is there for.
    true,
  );
  const splices = [...importSplices(ts, source, names), ...stubSplices(ts, source, names)];
  return text.slice(0, mark) + spliced(text.slice(mark), splices);
}

function importSplices(ts: Ts, source: TypeScript.SourceFile, names: Names): Splice[] {
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier))
      return [];
    const path = statement.moduleSpecifier;
    const page = new RegExp(`(^|/)tools/${names.from}(?=\\.[jt]s$|$)`);
    if (!page.test(path.text)) return [];
    const start = path.getStart(source) + 1;
    const put = path.text.replace(page, `$1tools/${names.to}`);
    const specifier = { start, end: path.getEnd() - 1, text: put };
    return [specifier, ...nameSplices(ts, source, statement, names)];
  });
}

/** The imported name; under an alias, or where the file has another of that name, its uses stay as they are. */
function nameSplices(
  ts: Ts,
  source: TypeScript.SourceFile,
  statement: TypeScript.ImportDeclaration,
  names: Names,
): Splice[] {
  const [from, to] = [identifierOf(names.from), identifierOf(names.to)];
  const bindings = statement.importClause?.namedBindings;
  if (from === to || !bindings || !ts.isNamedImports(bindings)) return [];
  return bindings.elements.flatMap((element) => {
    const imported = element.propertyName ?? element.name;
    const at = { start: imported.getStart(source), end: imported.getEnd() };
    const type = typeOf(imported.text, names);
    if (type) return [{ ...at, text: element.propertyName ? type : `${type} as ${imported.text}` }];
    if (imported.text !== from) return [];
    if (element.propertyName) return [{ ...at, text: to }];
    const all = identifiers(ts, source).filter((each) => each !== element.name);
    const clash = all.some(
      (each) => each.text === to || (each.text === from && declares(ts, each)),
    );
    if (clash) return [{ ...at, text: `${to} as ${from}` }];
    const uses = all.filter((each) => each.text === from && refers(ts, each));
    return [{ ...at, text: to }, ...uses.map((each) => useSplice(ts, source, each, to))];
  });
}

/** The new name of a type that the page exports beside the tool; its uses keep the old one. */
function typeOf(name: string, { from, to }: Names): string | undefined {
  const kind = ['Input', 'Arguments', 'Result'].find((each) => name === typeNameOf(from) + each);
  return kind && typeNameOf(to) + kind;
}

function identifiers(ts: Ts, source: TypeScript.SourceFile): TypeScript.Identifier[] {
  const found: TypeScript.Identifier[] = [];
  const visit = (node: TypeScript.Node): void => {
    if (ts.isIdentifier(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Whether an identifier is the name that something in this file gives itself: a variable, a parameter, a function. */
function declares(ts: Ts, node: TypeScript.Identifier): boolean {
  const { parent } = node;
  const declaration =
    ts.isVariableDeclaration(parent) ||
    ts.isParameter(parent) ||
    ts.isBindingElement(parent) ||
    ts.isFunctionDeclaration(parent) ||
    ts.isFunctionExpression(parent) ||
    ts.isClassDeclaration(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isNamespaceImport(parent) ||
    ts.isImportClause(parent);
  return declaration && parent.name === node;
}

/** Whether an identifier means the imported tool, and not a member or a key of that name. */
function refers(ts: Ts, node: TypeScript.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name !== node;
  if (ts.isPropertyAssignment(parent)) return parent.name !== node;
  if (ts.isMethodDeclaration(parent) || ts.isPropertySignature(parent)) return parent.name !== node;
  return !ts.isQualifiedName(parent) || parent.right !== node;
}

/** `{ getWeather }` keeps its key. */
function useSplice(
  ts: Ts,
  source: TypeScript.SourceFile,
  node: TypeScript.Identifier,
  to: string,
): Splice {
  const at = { start: node.getStart(source), end: node.getEnd() };
  const short = ts.isShorthandPropertyAssignment(node.parent);
  return { ...at, text: short ? `${node.text}: ${to}` : to };
}

function stubSplices(ts: Ts, source: TypeScript.SourceFile, { from, to }: Names): Splice[] {
  const found: Splice[] = [];
  const visit = (node: TypeScript.Node): void => {
    const [argument] = ts.isNewExpression(node) ? (node.arguments ?? []) : [];
    const named =
      ts.isNewExpression(node) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === 'NotImplemented';
    if (named && argument && ts.isStringLiteral(argument) && argument.text === from)
      found.push({ start: argument.getStart(source) + 1, end: argument.getEnd() - 1, text: to });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
