import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** The rows of the requirements, and the tests that show them: ARCHITECTURE.md. */
const root = join(import.meta.dirname, '../..');
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const table = [...text('ARCHITECTURE.md').matchAll(/^\| (\d+) \| .* \| (`test.*) \|$/gm)].map(
  ([, row, files = '']) =>
    [Number(row), [...files.matchAll(/`([^`]+)`/g)].map(([, file]) => file as string)] as const,
);

test('every row has its tests, each of which names it', () => {
  const range = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, n) => from + n);
  expect(table.map(([row]) => row)).toEqual([...range(1, 23), ...range(39, 50)]);
  const silent = table.flatMap(([row, files]) =>
    files
      .filter((file) => !new RegExp(`\\brow ${row}\\b`, 'i').test(text(file)))
      .map((file) => `${row}: ${file}`),
  );
  expect(silent).toEqual([]);
});
