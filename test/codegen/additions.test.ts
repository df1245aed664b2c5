import { execFile } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { plain, toolsYaml } from './emit/catalog.js';

/** What ARCHITECTURE.md says under "To add", done in a copy: what is added works, and what is forgotten is named. */

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);
let copy = '';

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'additions-'));
  for (const path of ['codegen', 'src', 'package.json', 'tsconfig.json'])
    cpSync(join(root, path), join(copy, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});
afterEach(() => rmSync(copy, { recursive: true }));

/** Puts `text` before the first `mark` of a file, as a person would. */
function insert(path: string, mark: string, text: string): void {
  const file = join(copy, path);
  const before = readFileSync(file, 'utf8');
  expect(before, path).toContain(mark);
  writeFileSync(
    file,
    before.replace(mark, () => text + mark),
  );
}

/** The files in which tsc finds something missing. */
async function named(): Promise<readonly string[]> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const args = [tsc, '-p', 'tsconfig.json', '--noEmit', '--pretty', 'false'];
  const { stdout } = await run(process.execPath, args, { cwd: copy }).catch((error) => error);
  const files = [...String(stdout).matchAll(/^(\S+?)\(\d+,\d+\): error/gm)].map(([, file]) => file);
  return [...new Set(files as string[])].sort();
}

/** The command line of the copy. */
function toolwright(...args: string[]) {
  const built = join(copy, 'codegen/cli.mjs');
  buildSync({
    entryPoints: [join(copy, 'codegen/cli.ts')],
    outfile: built,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    conditions: ['toolwright-source'],
  });
  return run(process.execPath, [built, ...args], { cwd: copy }).catch((error) => error);
}

test('an emitter is a file and a line; a lint rule a function, a line and a row', async () => {
  writeFileSync(
    join(copy, 'codegen/emit/names.ts'),
    `import type { Emitter } from './emitter.js';
     export const names: Emitter = {
       name: 'names',
       emit: ({ tools }) => [{ path: 'names.txt', text: tools.map(({ name }) => name).join(' ') }],
     };`,
  );
  insert('codegen/emit/index.ts', 'import { providers }', "import { names } from './names.js';\n");
  insert('codegen/emit/index.ts', '  toolsSchema,\n', '  names,\n');
  writeFileSync(
    join(copy, 'codegen/lint/rules/short.ts'),
    `import { finding, type Rule, toolsOf } from '../rule.js';
     export const short: Rule = function* (about) {
       for (const [{ name }, node] of toolsOf(about))
         if (name.length < 5) yield finding('TW6999', node.keyPlace, { name }, node);
     };`,
  );
  insert(
    'codegen/lint/index.ts',
    'import { type Misspelt',
    "import { short } from './rules/short.js';\n",
  );
  insert('codegen/lint/index.ts', '  cost,\n', '  short,\n');
  const row = `TW6999: row<{ name: string }>({ severity: 'warning', title: 'A short name',
    message: ({ name }) => \`\${name} is short\`, why: 'So.', help: () => 'lengthen it' }),\n`;
  insert('codegen/diagnostics/lint.ts', '  TW6001', row);
  expect(await named()).toEqual([]);

  writeFileSync(join(copy, 'tools.yaml'), toolsYaml({ look: plain, read_it: plain }));
  await toolwright('generate');
  expect(readFileSync(join(copy, 'generated/names.txt'), 'utf8')).toBe('look read_it');
  expect((await toolwright('lint')).stderr).toContain('warning[TW6999]: look is short');
});

test('tsc names every table that misses a keyword, a provider, a code', async () => {
  insert(
    'codegen/schema/dialect.ts',
    '  title: {',
    '  unevaluatedProperties: { kind: kinds.schema, about: object },\n',
  );
  insert('src/tool.ts', " | 'mcp';", " | 'mistral'");
  appendFileSync(join(copy, 'codegen/check/index.ts'), "diagnose('TW3999', undefined, {});\n");
  expect(await named()).toEqual([
    'codegen/check/index.ts',
    'codegen/emit/dialect-schema.ts',
    'codegen/emit/provider/index.ts',
    'codegen/emit/provider/report.ts',
    'codegen/emit/toolset.ts',
  ]);
});
