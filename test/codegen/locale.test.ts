import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { workerFile } from '../processes.js';
import { compiled } from './emit/catalog.js';

/** The same bytes wherever they are made: languages that write I, 1.5 and the order of letters in other ways. */

const root = join(import.meta.dirname, '../..');
const golden = join(root, 'test/golden/good');

/** Names that a language may sort, and write large and small, in its own way. */
const letters = `version: 1
name: letters
permissions: { all: { authenticated: true } }
tools:
${['title_index', 'Id_of', 'ch', 'cz', 'd', 'aa', 'z']
  .map(
    (name) =>
      `  ${name}: { description: Iıİi ÄÖß of ${name}, effect: read, permission: all, timeout: 1500ms, parameters: { type: object, properties: { ID: { type: number, minimum: 1234567.5 }, id: { enum: [ä, z, I, ı, i, İ] }, ä: { type: string, maxLength: 12000 } } } }`,
  )
  .join('\n')}
`;
const texts = [letters, readFileSync(join(golden, 'everything/tools.yaml'), 'utf8')];

async function made(env: Record<string, string>) {
  const { LC_ALL: _, LANG: __, ...rest } = process.env;
  const args = [workerFile('generate-text'), ...texts];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { ...rest, ...env },
    maxBuffer: 100_000_000,
  });
  return JSON.parse(stdout) as { locale: string; timeZone: string; made: unknown };
}

test('language and time zone change no byte', async () => {
  const expected = await Promise.all(texts.map((text) => compiled(text)));
  const places = [
    { LC_ALL: 'tr_TR.UTF-8', TZ: 'Asia/Tokyo' },
    { LANG: 'cs_CZ', TZ: 'America/St_Johns' },
  ];
  const found = await Promise.all(places.map(made));
  // Where they are not taken up, nothing was tried.
  expect(found.map(({ locale }) => locale.slice(0, 2))).toEqual(['tr', 'cs']);
  expect(found.map(({ timeZone }) => timeZone)).toEqual(places.map(({ TZ }) => TZ));
  for (const each of found) expect(each.made).toEqual(expected);
});
