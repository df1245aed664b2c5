import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dialect, types } from '../../codegen/schema/dialect.js';
import {
  formatNames,
  refusedFormats,
  refusedKeywords,
  refusedTypes,
} from '../../codegen/schema/refused.js';
import { code, holds, table } from './page.js';

/** docs/dialect.md says what the compiler takes. UPDATE=1 writes its tables anew. */
const list = (words: readonly string[]) => `${words.map(code).join(', ')}\n`;
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
test('the page says what the compiler takes and what it refuses', () => {
  holds('dialect.md', sections);
});

test('every page is found from the README, and comes with the package', () => {
  const read = (name: string) => readFileSync(join(import.meta.dirname, '../..', name), 'utf8');
  for (const page of readdirSync(join(import.meta.dirname, '../../docs')))
    expect(read('README.md')).toContain(`(docs/${page})`);
  expect(JSON.parse(read('package.json')).files).toContain('docs');
});
