import { existsSync, readFileSync } from 'node:fs';
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

const reference = join(root, '../shared/reference/security.md');
test.skipIf(!existsSync(reference))('and quotes its figures (needs ../shared/reference)', () => {
  const bars = new Map(
    [...readFileSync(reference, 'utf8').matchAll(/^\| (\d+) \| .* \| (.*) \|$/gm)].map(
      ([, row, bar = '']) => [Number(row), bar],
    ),
  );
  const figures = (bar: string) =>
    bar.match(/(?:[≥≤<±] )?\d[\d,.]*[⁰¹²³⁴⁵⁶⁷⁸⁹]*(?: %| [a-zA-Z]+)?/g) ?? [];
  const missing = table.flatMap(([row, files]) => {
    const said = files
      .map(text)
      .join('\n')
      .replace(/\s*\n\s*\*\s*/g, ' ');
    return figures(bars.get(row) ?? '')
      .filter((figure) => !said.includes(figure))
      .map((figure) => `${row}: ${figure}`);
  });
  expect(bars.size).toBe(52);
  expect(missing).toEqual([]);
});
