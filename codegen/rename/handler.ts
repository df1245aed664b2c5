import type { ts as TypeScript } from 'ts-morph';
import { identifierOf } from '../lower/name.js';
import { declares, identifiers, refers } from './identifier.js';
import { inlineSplices, type Names, pageSplice, placeOf, renamed } from './page.js';
import { type Splice, spliced } from './splice.js';

type Ts = typeof TypeScript;

/**
 * A handler file with its tool renamed: where the page is imported and exported from, the imported names where they are
 * used, and the name that `NotImplemented` is given. Only these are spliced.
 */
export async function renameInHandler(file: string, text: string, names: Names): Promise<string> {
  const { ts } = await import('ts-morph');
  const mark = text.startsWith('\ufeff') ? 1 : 0;
  const source = ts.createSourceFile(
    file,
    text.slice(mark),
    ts.ScriptTarget.ESNext,
    // Parents tell what an identifier is there for.
    true,
  );
  const splices = [
    ...pageSplices(ts, source, names),
    ...inlineSplices(ts, source, names),
    ...stubSplices(ts, source, names),
  ];
  return text.slice(0, mark) + spliced(text.slice(mark), splices);
}

function pageSplices(ts: Ts, source: TypeScript.SourceFile, names: Names): Splice[] {
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const specifier = pageSplice(ts, source, statement.moduleSpecifier, names);
    if (!specifier) return [];
    const more = ts.isImportDeclaration(statement)
      ? importSplices(ts, source, statement, names)
      : exportSplices(ts, source, statement, names);
    return [specifier, ...more];
  });
}

/** Who imports it from this file goes on finding it under the old name. */
function exportSplices(
  ts: Ts,
  source: TypeScript.SourceFile,
  { exportClause }: TypeScript.ExportDeclaration,
  names: Names,
): Splice[] {
  if (!exportClause || !ts.isNamedExports(exportClause)) return [];
  return exportClause.elements.flatMap(({ propertyName, name }) => {
    const exported = propertyName ?? name;
    const now = renamed(exported.text, names);
    if (now === undefined) return [];
    const text = propertyName ? now : `${now} as ${exported.text}`;
    return [{ ...placeOf(source, exported), text }];
  });
}

function importSplices(
  ts: Ts,
  source: TypeScript.SourceFile,
  { importClause }: TypeScript.ImportDeclaration,
  names: Names,
): Splice[] {
  const bindings = importClause?.namedBindings;
  if (!bindings) return [];
  const all = identifiers(ts, source);
  if (ts.isNamespaceImport(bindings)) {
    const inside = all.filter((each) => isIn(ts, each, bindings.name.text));
    return inside.flatMap((each) => {
      const text = renamed(each.text, names);
      return text === undefined ? [] : [{ ...placeOf(source, each), text }];
    });
  }
  return bindings.elements.flatMap((element) => nameSplices(ts, source, element, names));
}

/** Whether an identifier is a member of what is imported under this name: `page.getWeather`. */
function isIn(ts: Ts, node: TypeScript.Identifier, name: string): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent))
    return (
      parent.name === node && ts.isIdentifier(parent.expression) && parent.expression.text === name
    );
  return (
    ts.isQualifiedName(parent) &&
    parent.right === node &&
    ts.isIdentifier(parent.left) &&
    parent.left.text === name
  );
}

/** An imported name. Its uses stay as they are under an alias, of a type, and where the file has another of that name. */
function nameSplices(
  ts: Ts,
  source: TypeScript.SourceFile,
  element: TypeScript.ImportSpecifier,
  names: Names,
): Splice[] {
  const imported = element.propertyName ?? element.name;
  const at = placeOf(source, imported);
  const [was, now] = [imported.text, renamed(imported.text, names)];
  if (now === undefined) return [];
  if (element.propertyName) return [{ ...at, text: now }];
  const all = identifiers(ts, source).filter((each) => each !== element.name);
  const clash = all.some((each) => each.text === now || (each.text === was && declares(ts, each)));
  if (clash || was !== identifierOf(names.from)) return [{ ...at, text: `${now} as ${was}` }];
  const uses = all.filter((each) => each.text === was && refers(ts, each));
  return [{ ...at, text: now }, ...uses.map((each) => useSplice(ts, source, each, now))];
}

/** `{ getWeather }` keeps its key, and `export { getWeather }` its name. */
function useSplice(
  ts: Ts,
  source: TypeScript.SourceFile,
  node: TypeScript.Identifier,
  to: string,
): Splice {
  const { parent } = node;
  const at = placeOf(source, node);
  if (ts.isShorthandPropertyAssignment(parent)) return { ...at, text: `${node.text}: ${to}` };
  const exported = ts.isExportSpecifier(parent) && !parent.propertyName;
  return { ...at, text: exported ? `${to} as ${node.text}` : to };
}

function stubSplices(ts: Ts, source: TypeScript.SourceFile, { from, to }: Names): Splice[] {
  const found: Splice[] = [];
  const visit = (node: TypeScript.Node): void => {
    const [argument] = ts.isNewExpression(node) ? (node.arguments ?? []) : [];
    const named =
      ts.isNewExpression(node) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === 'NotImplemented';
    if (named && argument && ts.isStringLiteralLike(argument) && argument.text === from)
      found.push({ start: argument.getStart(source) + 1, end: argument.getEnd() - 1, text: to });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
