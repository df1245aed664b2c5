import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { freshSchema, type Schema } from '../../fixture/postgres.js';
import { processes } from '../../processes.js';
import { databaseUrl, reachable } from '../../stores.js';

/**
 * Row 18 of the requirements: "resume replays nothing done: batch of 8 killed after any j: j side effects kept once, 8
 * − j run or reported."
 */

const folder = mkdtempSync(join(tmpdir(), 'toolwright-batch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const js = [1, 2, 3, 4, 5, 6, 7, 8];
const there = await reachable(databaseUrl);
const schemas: Schema[] = [];
afterAll(() => Promise.all(schemas.map((schema) => schema.drop())));

test.each([
  ...js.map((j) => ['sqlite', j] as const),
  ...(there ? js.map((j) => ['postgres', j] as const) : []),
])('%s: killed after %s of 8: nothing twice, nothing unsaid', async (store, j) => {
  const schema = store === 'postgres' ? await freshSchema() : undefined;
  if (schema) schemas.push(schema);
  const place = schema?.name ?? join(folder, `${j}.db`);
  const effects = join(folder, `${store}-${j}.effects`);
  const acted = () => readFileSync(effects, 'utf8').trim().split('\n').sort();

  await expect(processes(1, 'batch', store, place, effects, String(j))).rejects.toMatchObject({
    signal: 'SIGKILL',
  });
  expect(acted()).toHaveLength(j);
  const [printed = '[]'] = await processes(1, 'batch', store, place, effects, '0', '3600000');

  const done = acted();
  expect(done).toEqual([...new Set(done)]);
  const texts: string[] = JSON.parse(printed);
  expect(texts).toHaveLength(8);
  for (const [index, text] of texts.entries()) {
    if (text.includes('outcome_unknown')) continue;
    expect(text).toBe(JSON.stringify({ done: String(index) }));
    expect(done).toContain(String(index));
  }
});
