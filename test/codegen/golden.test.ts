import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compiled } from './emit/catalog.js';
import { filesIn } from './folder.js';

/** `test/golden/good/<case>/tools.yaml`, and what is generated of it beside it. `UPDATE=1` writes that anew. */

const folder = join(import.meta.dirname, '../golden/good');

function update(out: string, files: Readonly<Record<string, string>>): void {
  rmSync(out, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), text);
  }
}

describe('golden', () => {
  test.each(readdirSync(folder))('%s', async (name) => {
    const files = await compiled(readFileSync(join(folder, name, 'tools.yaml'), 'utf8'));
    // The language's own schema and the engine room have tests of their own, and would change here with every detail.
    const shown = Object.entries(files).filter(
      ([path]) => !/^validators\/|schema\.json$|^manifest/.test(path),
    );
    const out = join(folder, name, 'generated');
    if (process.env.UPDATE) update(out, Object.fromEntries(shown));
    const want = existsSync(out) ? filesIn(out) : {};
    expect(Object.fromEntries(shown)).toEqual(want);
  });
});
