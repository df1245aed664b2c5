import type { ts as TypeScript } from 'ts-morph';

type Ts = typeof TypeScript;

export function identifiers(ts: Ts, source: TypeScript.SourceFile): TypeScript.Identifier[] {
  const found: TypeScript.Identifier[] = [];
  const visit = (node: TypeScript.Node): void => {
    if (ts.isIdentifier(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Whether the name of a node is that of a member or a key, found by whoever asks for it. */
const isMember = (ts: Ts, node: TypeScript.Node): boolean =>
  ts.isPropertyAccessExpression(node) ||
  ts.isObjectLiteralElement(node) ||
  ts.isClassElement(node) ||
  ts.isTypeElement(node) ||
  ts.isEnumMember(node) ||
  ts.isNamedTupleMember(node) ||
  ts.isMetaProperty(node) ||
  ts.isExportSpecifier(node) ||
  ts.isNamespaceExport(node);

const isNameOf = (node: TypeScript.Identifier): boolean =>
  (node.parent as { readonly name?: TypeScript.Node }).name === node;

/** Whether an identifier is the name that something in this file gives itself: a variable, a parameter, a function. */
export const declares = (ts: Ts, node: TypeScript.Identifier): boolean =>
  isNameOf(node) && !isMember(ts, node.parent);

/** Whether an identifier means what the file calls so, and not a member, a key or a label of that name. */
export function refers(ts: Ts, node: TypeScript.Identifier): boolean {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  // Of `export { a as b }` the first is one of this file; from elsewhere none is.
  if (ts.isExportSpecifier(parent))
    return !parent.parent.parent.moduleSpecifier && (parent.propertyName ?? parent.name) === node;
  if (isNameOf(node)) return false;
  if (ts.isImportSpecifier(parent) || ts.isBindingElement(parent))
    return parent.propertyName !== node;
  if (ts.isQualifiedName(parent)) return parent.right !== node;
  if (ts.isImportTypeNode(parent)) return false;
  return !(
    ts.isLabeledStatement(parent) ||
    ts.isBreakStatement(parent) ||
    ts.isContinueStatement(parent)
  );
}
