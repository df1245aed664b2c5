import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Compiled } from '../../codegen/generate.js';
import { stub } from '../../codegen/scaffold/stub.js';
import { compilers } from '../codegen/emit/types/compiler.js';
import { corpus } from '../corpora.js';
import { compileAll, everyTool, type Published, refusals } from './together.js';

/** Every published tool of the test data in one tools.yaml: the largest project we can make of what people wrote. */

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);
const options = {
  ...{ target: 'es2022', lib: ['es2023', 'dom'], module: 'nodenext', types: [] },
  ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  ...{ skipLibCheck: true, noEmit: true, customConditions: ['toolwright-source'] },
};

/** Two minutes of a processor: in every run the newest compiler reads a fifth of them, with CORPORA=all each reads all. */
const all = process.env.CORPORA === 'all';
const asked = all ? compilers : (['typescript'] as const);

const tally = (codes: Iterable<string>) => {
  const count: Record<string, number> = {};
  for (const code of codes) count[code] = (count[code] ?? 0) + 1;
  return count;
};

describe.skipIf(!corpus('bfcl'))('every tool of the corpora, together', () => {
  const folder = mkdtempSync(join(tmpdir(), 'together-'));
  let tools: readonly Published[];
  let refused: ReadonlyMap<string, string>;
  let compiled: Compiled;

  beforeAll(async () => {
    tools = everyTool();
    refused = refusals(tools, await compileAll(tools));
    compiled = await compileAll(tools.filter(({ name }) => !refused.has(name)));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('each compiles, or is refused by name with a code', () => {
    expect(tools.length).toBe(1695);
    expect(tally(refused.values())).toEqual({
      TW2002: 20,
      TW2023: 19,
      TW2031: 8,
      TW2033: 131,
      TW2035: 1,
      TW3010: 4,
      TW3011: 2,
    });
    expect(compiled.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(compiled.catalog?.tools.length).toBe(1510);
  });

  /** The project as generate would leave it. */
  function write({ files = [], catalog }: Compiled): void {
    const put = (path: string, text: string) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    for (const { path, text } of files) put(`generated/${path}`, text);
    for (const tool of catalog?.tools ?? [])
      put(`handlers/${tool.name}.ts`, stub(tool, '../generated/tools'));
    put('package.json', '{"type":"module"}');
    put('tsconfig.json', JSON.stringify({ compilerOptions: options }));
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules/toolwright'));
  }

  test('what they compile to typechecks', async () => {
    const sound = tools.filter(({ name }) => !refused.has(name));
    write(all ? compiled : await compileAll(sound.filter((_, at) => at % 5 === 0)));
    const told = asked.map(async (name) => {
      const tsc = join(root, 'node_modules', name, 'bin/tsc');
      const args = [tsc, '-p', folder, '--pretty', 'false'];
      const { stdout } = await run(process.execPath, args).catch((error) => error);
      return `${name}: ${stdout.slice(0, 2000)}`;
    });
    expect(await Promise.all(told)).toEqual(asked.map((name) => `${name}: `));
  });
});
