import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dialect, types } from '../../codegen/schema/dialect.js';
import {
  formatNames,
  refusedFormats,
  refusedKeywords,
  refusedTypes,
} from '../../codegen/schema/refused.js';

/** docs/dialect.md says what the compiler takes. UPDATE=1 writes its tables anew. */
const page = join(import.meta.dirname, '../../docs/dialect.md');
const text = readFileSync(page, 'utf8');

const code = (word: string) => `\`${word}\``;
const list = (words: readonly string[]) => `${words.map(code).join(', ')}\n`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
const instead = (refused: Readonly<Record<string, string>>) =>
  table(
    ['written', 'instead'],
    Object.entries(refused).map(([word, help]) => [code(word), help]),
  );

const roles = { annotation: 'explains, tests nothing', ours: 'of toolwright' };
const taken = Object.entries(dialect).map(([keyword, { kind, about, role }]) => [
  code(keyword),
  kind.takes,
  role ? roles[role] : (about?.join(', ') ?? 'any value'),
]);

const sections: Readonly<Record<string, string>> = {
  taken: table(['keyword', 'takes', 'about'], taken),
  refused: instead(refusedKeywords),
  types: list(types),
  'refused types': instead(refusedTypes),
  formats: list(formatNames),
  'refused formats': instead(refusedFormats),
};
const between = (name: string) => new RegExp(`(<!-- ${name} -->\n)([\\s\\S]*?)(<!-- end -->\n)`);

test('the page says what the compiler takes and what it refuses', () => {
  const written = Object.entries(sections).reduce((all, [name, made]) => {
    expect(all).toMatch(between(name));
    return all.replace(between(name), (_, open, __, close) => `${open}\n${made}\n${close}`);
  }, text);
  if (process.env.UPDATE === '1') writeFileSync(page, written);
  else expect(text).toBe(written);
});

test('the page is found', () => {
  const readme = readFileSync(join(page, '../../README.md'), 'utf8');
  expect(readme).toContain('(docs/dialect.md)');
});
