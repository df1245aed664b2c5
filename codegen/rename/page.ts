import type { ts as TypeScript } from 'ts-morph';
import { identifierOf, typeNameOf } from '../lower/name.js';
import type { Splice } from './splice.js';

type Ts = typeof TypeScript;

/** What a rename is from and to. */
export interface Names {
  readonly from: string;
  readonly to: string;
}

/** The new name of what the page exports: the tool, or a type, whose name begins with that of the tool. */
export function renamed(name: string, { from, to }: Names): string | undefined {
  const type = typeNameOf(from);
  const now =
    name === identifierOf(from)
      ? identifierOf(to)
      : name.startsWith(type)
        ? typeNameOf(to) + name.slice(type.length)
        : name;
  return now === name ? undefined : now;
}

export const placeOf = (source: TypeScript.SourceFile, node: TypeScript.Node) => ({
  start: node.getStart(source),
  end: node.getEnd(),
});

/** Where a text leads to the page of the tool: to its new one. */
export function pageSplice(
  ts: Ts,
  source: TypeScript.SourceFile,
  path: TypeScript.Node | undefined,
  { from, to }: Names,
): Splice | undefined {
  const page = new RegExp(`(^|/)tools/${from}(?=\\.[jt]s$|$)`);
  if (!path || !ts.isStringLiteralLike(path) || !page.test(path.text)) return undefined;
  const text = path.text.replace(page, `$1tools/${to}`);
  return { start: path.getStart(source) + 1, end: path.getEnd() - 1, text };
}

/** `import('…')`, as a value and as a type. */
export function inlineSplices(ts: Ts, source: TypeScript.SourceFile, names: Names): Splice[] {
  const found: Splice[] = [];
  const visit = (node: TypeScript.Node): void => {
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      found.push(...asList(pageSplice(ts, source, node.arguments[0], names)));
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      const specifier = pageSplice(ts, source, node.argument.literal, names);
      if (specifier) found.push(specifier, ...qualifierSplices(ts, source, node, names));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function qualifierSplices(
  ts: Ts,
  source: TypeScript.SourceFile,
  { qualifier }: TypeScript.ImportTypeNode,
  names: Names,
): Splice[] {
  let first = qualifier;
  while (first && ts.isQualifiedName(first)) first = first.left;
  const text = first && renamed(first.text, names);
  return first && text !== undefined ? [{ ...placeOf(source, first), text }] : [];
}

const asList = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);
