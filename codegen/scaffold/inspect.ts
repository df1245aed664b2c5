import type { ts as TypeScript } from 'ts-morph';
import { handledTool } from './handled.js';

/** What the text of a handler file shows, without knowing any types. */
export interface Verdict {
  readonly exportsDefault: boolean;
  /** The tool that the default export was made for; absent where that does not show. */
  readonly handles?: string;
  /** The first thing that is wrong with its syntax; line and column from 1. */
  readonly problem?: {
    readonly message: string;
    readonly line: number;
    readonly column: number;
    readonly length: number;
  };
}

type Ts = typeof TypeScript;
/** What the parser found, which the public types leave out. */
type Parsed = TypeScript.SourceFile & {
  readonly parseDiagnostics?: readonly TypeScript.DiagnosticWithLocation[];
};

function isDefault(ts: Ts, statement: TypeScript.Statement): boolean {
  if (ts.isExportAssignment(statement)) return statement.isExportEquals !== true;
  if (ts.isExportDeclaration(statement)) {
    const names = statement.exportClause;
    if (statement.isTypeOnly || !names || !ts.isNamedExports(names)) return false;
    return names.elements.some((each) => !each.isTypeOnly && each.name.text === 'default');
  }
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some((each) => each.kind === ts.SyntaxKind.DefaultKeyword) === true;
}

/** Parses a handler file with the TypeScript inside ts-morph: the user's own may have no parser to call. */
export async function inspect(file: string, text: string): Promise<Verdict> {
  // Half a second: only when a file changed since it was last looked at.
  const { ts } = await import('ts-morph');
  const plain = text.replace(/^\uFEFF/, '');
  const source: Parsed = ts.createSourceFile(file, plain, ts.ScriptTarget.ESNext, false);
  const exportsDefault = source.statements.some((statement) => isDefault(ts, statement));
  const [first] = source.parseDiagnostics ?? [];
  const handles = handledTool(ts, source);
  if (!first) return { exportsDefault, ...(handles !== undefined && { handles }) };
  const { line, character } = source.getLineAndCharacterOfPosition(first.start);
  const message = ts.flattenDiagnosticMessageText(first.messageText, ' ');
  const problem = {
    message,
    line: line + 1,
    column: character + 1,
    length: Math.max(1, first.length),
  };
  return { exportsDefault, problem };
}
