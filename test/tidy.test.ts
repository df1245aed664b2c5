import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ts } from 'ts-morph';
import { describe, expect, test } from 'vitest';

/** Style as a test: a rule in prose does not hold. */

const root = join(import.meta.dirname, '..');
const text = (file: string) => readFileSync(join(root, file), 'utf8');
const files = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
const house = [...files('src'), ...files('codegen')];

const importPattern = /(?:from|import)\s*\(?\s*'([^']+)'/g;
interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}
function importsOf(file: string): Import[] {
  const code = text(file);
  return [...code.matchAll(importPattern)].map((match) => {
    const specifier = match[1] as string;
    const to = specifier.startsWith('.')
      ? relative(root, join(root, dirname(file), specifier)).replace(/\.js$/, '.ts')
      : specifier;
    const before = code.slice(0, match.index);
    const statement = before.slice(before.lastIndexOf(';') + 1);
    return { from: file, to, typeOnly: /^\s*(import|export)\s+type\b/m.test(statement) };
  });
}

/** A file imports only from rows above its own, or from its own row where `within` says so. */
const rows: readonly { readonly within: boolean; readonly match: RegExp }[] = [
  { within: true, match: /^src\/(json|register)\.ts$/ },
  { within: true, match: /^src\/error(-table)?\.ts$/ },
  { within: true, match: /^src\/(shape|contract|tool)\.ts$/ },
  { within: true, match: /^src\/(call|event|env|on-abort)\.ts$/ },
  {
    within: true,
    match:
      /^src\/(world|recorder|slots|ledger\/(?:ledger|records)|limiter\/limiter|policy\/policy)\.ts$/,
  },
];
const rank = (file: string): number => {
  const at = rows.findIndex((row) => row.match.test(file));
  return at === -1 ? rows.length : at;
};

const edge = /^src\/(openai|testing|node|redis|postgres|otel)\//;
const external = (to: string) => !to.startsWith('src/') && !to.startsWith('codegen/');

describe('imports point one way', () => {
  test.each(house)('%s', (file) => {
    for (const { to, typeOnly } of importsOf(file)) {
      if (file.startsWith('src/') && !external(to)) {
        expect(to.startsWith('codegen/'), `${file} imports ${to}`).toBe(false);
        if (rank(file) < rows.length) {
          const fine =
            rank(to) < rank(file) || (rank(to) === rank(file) && rows[rank(file)]?.within);
          expect(fine || typeOnly, `${file} imports ${to}`).toBe(true);
        }
        if (edge.test(to)) expect(edge.test(file), `${file} imports the edge ${to}`).toBe(true);
      }
    }
  });

  const siblings = ['src/policy', 'src/sanitize', 'src/rules', 'src/limiter'];
  test.each(siblings)('siblings of %s never import siblings', (folder) => {
    const shared = new Set(['index.ts', 'policy.ts', 'limiter.ts', 'gcra.ts']);
    for (const file of files(folder)) {
      if (shared.has(file.slice(folder.length + 1))) continue;
      for (const { to } of importsOf(file)) {
        const rest = to.startsWith(`${folder}/`) ? to.slice(folder.length + 1) : undefined;
        const nested = rest?.includes('/') && dirname(file).startsWith(dirname(to));
        const own = rest?.startsWith(`${file.slice(folder.length + 1, -3)}/`);
        if (rest && !shared.has(rest) && !nested && !own) {
          expect.soft(to, `${file} imports its sibling`).toBe('');
        }
      }
    }
  });
});

describe('cost follows use', () => {
  const compilers = [
    'yaml',
    'ajv',
    'ajv-formats',
    'json-schema-to-typescript',
    'ts-morph',
    'commander',
  ];
  test('no compiler dependency is loaded outside codegen', () => {
    for (const file of files('src'))
      for (const { to } of importsOf(file))
        expect(compilers.includes(to.split('/')[0] as string), `${file} imports ${to}`).toBe(false);
  });

  const reached = (start: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(start)) return seen;
    seen.add(start);
    for (const { to, typeOnly } of importsOf(start))
      if (to.startsWith('src/') && !typeOnly) reached(to, seen);
    return seen;
  };
  test.each(['src/index.ts', 'src/define.ts'])(
    '%s reaches no node module and no package',
    (entry) => {
      for (const file of reached(entry))
        for (const { to, typeOnly } of importsOf(file))
          if (!typeOnly) expect(external(to), `${file} imports ${to}`).toBe(false);
    },
  );
});

describe('the world comes in through Env', () => {
  const banned =
    /\b(Date\.now|new Date\(\)|Math\.random|process\.env|setTimeout|setInterval|randomUUID)\b/;
  const inside = files('src').filter((file) => file !== 'src/env.ts' && !edge.test(file));
  test.each(inside)('%s', (file) => {
    expect(text(file)).not.toMatch(banned);
  });
});

describe('size', () => {
  test.each(house)('%s: at most 200 lines, none longer than 120', (file) => {
    const lines = text(file).split('\n');
    expect(lines.length).toBeLessThanOrEqual(201);
    // A regular expression cannot be broken over lines.
    const prose = lines.filter((line) => !/^\s*\/.{80,}\/[a-z]*(?:[;,]|\.test\()?$/.test(line));
    for (const line of prose) expect(line.length, line).toBeLessThanOrEqual(120);
  });
  test('no function is longer than 50 lines', () => {
    for (const file of house) {
      const source = ts.createSourceFile(file, text(file), ts.ScriptTarget.ESNext, false);
      const line = (at: number) => source.getLineAndCharacterOfPosition(at).line;
      const visit = (node: ts.Node): void => {
        const body = ts.isFunctionLike(node) && (node as ts.FunctionLikeDeclaration).body;
        const from = line(node.getStart(source));
        if (body) expect.soft(line(body.end) - from, `${file}:${from + 1}`).toBeLessThan(50);
        ts.forEachChild(node, visit);
      };
      visit(source);
    }
  });
  test.each(['src/pipeline.ts', 'codegen/generate.ts'])(
    '%s tells its story on one page',
    (file) => {
      const code = text(file)
        .split('\n')
        .filter((line) => line && !line.startsWith('import '));
      expect(code.length).toBeLessThanOrEqual(40);
    },
  );
});

test('names say what a thing is', () => {
  const words = /(manager|helper|utils?|common|misc)/i;
  for (const file of house) {
    expect(file).not.toMatch(words);
    expect(text(file)).not.toMatch(
      /\b(class|interface|function|const) \w*(Manager|Helper|Utils?)\b/,
    );
  }
});
