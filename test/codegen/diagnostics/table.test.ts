import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { table } from '../../../codegen/diagnostics/index.js';

const folder = join(import.meta.dirname, '../../../codegen/diagnostics');
const files = readdirSync(folder).filter((file) => file !== 'index.ts');
const rows = await Promise.all(
  files.map(async (file) => Object.values(await import(join(folder, file))) as readonly object[]),
);

test('no code is given twice', () => {
  const all = rows.flat().flatMap((each) => Object.keys(each));
  // schema.ts joins its parts again, so a code may be seen through both.
  expect(new Set(all)).toEqual(new Set(Object.keys(table)));
  const entries = rows.flat().flatMap((each) => Object.entries(each));
  for (const [code, row] of entries) expect(table[code as keyof typeof table]).toBe(row);
});

test.each(Object.entries(table))(
  '%s is a code with a title, a why and no full stop in its title',
  (code, row) => {
    expect(code).toMatch(/^TW[1-6]\d{3}$/);
    expect(row.title).toMatch(/^[A-Z`].*[^.]$/);
    expect(row.why).toMatch(/[.)]$/);
    expect(['error', 'warning']).toContain(row.severity);
  },
);
