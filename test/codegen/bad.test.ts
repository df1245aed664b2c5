import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { table } from '../../codegen/diagnostics/index.js';
import { generate } from '../../codegen/generate.js';
import { lintFile } from '../../codegen/lint/index.js';
import { loadRecheck } from '../../codegen/lint/recheck.js';
import { fileOf } from '../../codegen/lower/file.js';
import { lower } from '../../codegen/lower/index.js';
import { type Input, read } from '../../codegen/read/index.js';
import { pretty } from '../../codegen/render/index.js';
import { loadTokenizer } from '../../codegen/tokens.js';

/**
 * One folder a diagnostic, `<code>` or `<code>-<what>`: a tools.yaml that is wrong in one way, and what a person then
 * reads. UPDATE=1 writes what is read now; look at the difference before you commit it.
 */
const folder = join(import.meta.dirname, '../golden/bad');
const cases = readdirSync(folder).sort();

async function lint(input: Input, text: (path: string) => string) {
  const { root } = read(input);
  if (!root) return [];
  const [recheck, tokenizer] = await Promise.all([loadRecheck(), loadTokenizer()]);
  const about = { file: fileOf(root), catalog: lower(root), tokenizer, recheck };
  return lintFile(about, text).findings;
}

/** What is wrong with a file by its size alone would be a megabyte in this repository. */
function filled(text: string): string {
  const bytes = Number(/^# The test makes (\d+) bytes of this file\.$/m.exec(text)?.[1] ?? 0);
  return text.padEnd(bytes, '#\n');
}

async function compile(name: string) {
  const text = (path: string) => readFileSync(join(folder, name, path), 'utf8');
  const load = (path: string) =>
    existsSync(join(folder, name, path)) ? { text: text(path) } : { error: 'no such file' };
  const input = { file: 'tools.yaml', text: filled(text('tools.yaml')), load };
  const compiled = await generate(input, { handlers: '../handlers', compiler: '0.0.0' });
  const risky = name.startsWith('TW6') ? await lint(input, text) : [];
  const diagnostics = [...compiled.diagnostics, ...risky];
  return { diagnostics, shown: diagnostics.map((each) => pretty(each, text)).join('\n') };
}

test.each(cases)('%s', async (name) => {
  const { diagnostics, shown } = await compile(name);
  const expected = join(folder, name, 'expected.txt');
  if (process.env.UPDATE === '1') writeFileSync(expected, shown);
  expect(shown).toBe(existsSync(expected) ? readFileSync(expected, 'utf8') : '');
  expect(diagnostics.map((each) => each.code)).toContain(name.slice(0, 6));
});

test('every code has its folder: of the file here, of a command in golden/command, and no other has one', () => {
  const commands = readdirSync(join(folder, '../command'));
  const written = new Set([...cases, ...commands].map((name) => name.slice(0, 6)));
  expect([...written].sort()).toEqual(Object.keys(table).sort());
});
