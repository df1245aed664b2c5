import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

/** A page of docs/ whose tables the compiler's own make. */

export const code = (word: string) => `\`${word}\``;

export const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');

const between = (name: string) => new RegExp(`(<!-- ${name} -->\n)([\\s\\S]*?)(<!-- end -->\n)`);

/** Each section stands between its two marks, as it is made. UPDATE=1 writes it there. */
export function holds(page: string, sections: Readonly<Record<string, string>>): void {
  const path = join(import.meta.dirname, '../../docs', page);
  const text = readFileSync(path, 'utf8');
  const marks = [...text.matchAll(/<!-- (.+) -->/g)].flatMap(([, name]) => name ?? []);
  expect(marks.filter((name) => name !== 'end')).toEqual(Object.keys(sections));
  const written = Object.entries(sections).reduce(
    (all, [name, made]) =>
      all.replace(between(name), (_, open, __, close) => `${open}\n${made}\n${close}`),
    text,
  );
  if (process.env.UPDATE === '1') writeFileSync(path, written);
  else expect(text).toBe(written);
}
