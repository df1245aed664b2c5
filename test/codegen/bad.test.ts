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
import { render } from '../../codegen/render/index.js';
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
  const [tokenizer, recheck] = [await loadTokenizer(), await loadRecheck()];
  const about = { file: fileOf(root), catalog: lower(root), tokenizer, recheck };
  return lintFile(about, text).findings;
}

async function compile(name: string) {
  const text = (path: string) => readFileSync(join(folder, name, path), 'utf8');
  const load = (path: string) =>
    existsSync(join(folder, name, path)) ? { text: text(path) } : { error: 'no such file' };
  const input = { file: 'tools.yaml', text: text('tools.yaml'), load };
  const compiled = await generate(input, { handlers: '../handlers', compiler: '0.0.0' });
  const risky = name.startsWith('TW6') ? await lint(input, text) : [];
  const diagnostics = [...compiled.diagnostics, ...risky];
  return { diagnostics, shown: render('pretty', diagnostics, text) };
}

test.each(cases)('%s', async (name) => {
  const { diagnostics, shown } = await compile(name);
  const expected = join(folder, name, 'expected.txt');
  if (process.env.UPDATE === '1') writeFileSync(expected, shown);
  expect(shown).toBe(existsSync(expected) ? readFileSync(expected, 'utf8') : '');
  expect(diagnostics.map((each) => each.code)).toContain(name.slice(0, 6));
});

test('every diagnostic about what the file says has its folder', () => {
  const written = new Set(cases.map((name) => name.slice(0, 6)));
  // TW2xxx are held in test/codegen/schema; TW4xxx are about folders; a file for TW1001 would have a megabyte.
  // The compiler leaves no pattern to the built-in engine that recheck would name: TW6004 is held in test/codegen/lint.
  const elsewhere = ['TW1001', 'TW6004'];
  const codes = Object.keys(table).filter(
    (code) => /^TW[1356]/.test(code) && !elsewhere.includes(code),
  );
  expect(codes.filter((code) => !written.has(code))).toEqual([]);
});
