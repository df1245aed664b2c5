import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { processes } from '../../processes.js';

/** "Batch of 8 killed after any j: j side effects kept once, 8 − j run or reported." */

const folder = mkdtempSync(join(tmpdir(), 'toolwright-batch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'killed after %s of 8: nothing twice, nothing unsaid',
  async (j) => {
    const place = join(folder, `${j}.db`);
    const effects = join(folder, `${j}.effects`);
    const acted = () => readFileSync(effects, 'utf8').trim().split('\n').sort();

    await expect(processes(1, 'batch', place, effects, String(j))).rejects.toMatchObject({
      signal: 'SIGKILL',
    });
    expect(acted()).toHaveLength(j);
    const [printed = '[]'] = await processes(1, 'batch', place, effects, '0', '3600000');

    const done = acted();
    expect(done).toEqual([...new Set(done)]);
    const texts: string[] = JSON.parse(printed);
    expect(texts).toHaveLength(8);
    for (const [index, text] of texts.entries()) {
      if (text.includes('outcome_unknown')) continue;
      expect(text).toBe(JSON.stringify({ done: String(index) }));
      expect(done).toContain(String(index));
    }
  },
);
