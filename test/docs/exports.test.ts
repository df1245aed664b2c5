import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ts } from 'ts-morph';
import { expect, test } from 'vitest';

/** Whatever can be imported says what it is: an editor shows its docstring, and nothing else. */

const root = join(import.meta.dirname, '../..');
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const entries = Object.values<string | { readonly 'toolwright-source': string }>(exports)
  .flatMap((entry) => (typeof entry === 'string' ? [] : entry['toolwright-source']))
  .flatMap((path) => (path.includes('*') ? inFolder(path) : path))
  .map((path) => join(root, path));

function inFolder(pattern: string): string[] {
  const folder = pattern.slice(0, pattern.indexOf('*'));
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}${name}`);
}

/** Finds our own files alone: no types of packages are read. */
function ours(): ts.CompilerHost {
  const host = ts.createCompilerHost({});
  host.resolveModuleNameLiterals = (literals, from) =>
    literals.map(({ text }) => {
      const resolvedFileName = join(dirname(from), text.replace(/\.js$/, '.ts'));
      const resolvedModule = { resolvedFileName, extension: ts.Extension.Ts };
      return { resolvedModule: text.startsWith('.') ? resolvedModule : undefined };
    });
  return host;
}

test('every public export has a docstring', () => {
  expect(entries.filter((path) => !existsSync(path))).toEqual([]);
  const program = ts.createProgram(entries, { noLib: true, types: [] }, ours());
  const checker = program.getTypeChecker();
  const silent = entries.flatMap((path) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(path) as ts.SourceFile);
    return checker.getExportsOfModule(module as ts.Symbol).flatMap((name) => {
      const alias = (name.flags & ts.SymbolFlags.Alias) !== 0;
      const symbol = alias ? checker.getAliasedSymbol(name) : name;
      const said = symbol.getDocumentationComment(checker).length > 0;
      return said ? [] : `${path.slice(root.length)} ${name.getName()}`;
    });
  });
  expect(silent).toEqual([]);
});
