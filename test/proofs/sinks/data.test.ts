import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openSqlite } from '../../../src/node/sqlite.js';
import { checks } from '../../../src/sanitize/checks.js';
import { corpus, corpusRows } from '../../corpora.js';
import { bench } from '../../fixture/runtime.js';
import { fixtureTool } from '../../fixture/tool.js';

/**
 * "Values reach sinks as data": every attack string of the corpora goes through the whole pipeline into a handler, which
 * hands it on as a parameter of SQL and as an argument of a process. It arrives as it was sent, byte for byte, and
 * the shape of the query and of the argument list is what the handler wrote. Names, which cannot be parameters, go by
 * the check `identifier`; what of HTML stays text: html.test.ts beside this.
 */

const folder = corpus('adversarial/attack');
const texts = (folder ? readdirSync(folder) : []).flatMap((name) =>
  corpusRows<{ text: string }>(`adversarial/attack/${name}`).map(({ text }) => text),
);
/** The parser refuses NUL and half surrogate pairs (RFC 7493): there is nothing to hand on. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what it looks for.
const sent = texts.filter((text) => !/[\u0000\p{Surrogate}]/u.test(text));

const input = {
  type: 'object',
  properties: { text: { type: 'string' } },
  required: ['text'],
  additionalProperties: false,
} as const;
const echo = fixtureTool<'echo', { text: string }, string>(
  'echo',
  { input },
  { maxResultBytes: 1_000_000 },
);

/** What a handler got for each text, through parse, normalise, validate, guard, bind and decide. */
async function handed(): Promise<string[]> {
  const got: string[] = [];
  const { call } = bench({ echo }, {
    echo: ({ text }: { text: string }) => void got.push(text),
  } as never);
  for (const text of sent) expect((await call('echo', { text })).status, text).toBe('completed');
  return got;
}

test.skipIf(texts.length === 0)('SQL: a parameter comes back as it was sent', async () => {
  const got = await handed();
  expect(got).toEqual(sent);
  expect(sent.length).toBeGreaterThan(2_800);
  const database = openSqlite(':memory:');
  database.all('CREATE TABLE kept (text TEXT)');
  database.all("INSERT INTO kept VALUES ('untouched')");
  const echoed = 'SELECT ? AS text, (SELECT count(*) FROM kept) AS rows';
  for (const text of got) expect(database.all(echoed, [text])).toMatchObject([{ text, rows: 1 }]);
  const tables = database.all('SELECT name FROM sqlite_master');
  expect(tables).toMatchObject([{ name: 'kept' }]);
  database.close();
});

test.skipIf(texts.length === 0)('processes: an argument comes back as it was sent', async () => {
  const got = await handed();
  const print = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
  for (let at = 0; at < got.length; at += 500) {
    const some = got.slice(at, at + 500);
    const out = execFileSync(process.execPath, ['-e', print, '--', ...some], { encoding: 'utf8' });
    expect(JSON.parse(out)).toEqual(some);
  }
});

test.skipIf(texts.length === 0)('names: what passes `identifier` needs no quotes anywhere', () => {
  const passed = texts.filter(
    (text) => checks.identifier?.run(text, { root: '/' }).effect === 'pass',
  );
  for (const text of passed) expect(text).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
  expect(passed.length).toBeLessThan(texts.length / 50);
});
