import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, expect, test } from 'vitest';

/** A service as one CommonJS file, on a Node without SQLite: in it, `import.meta` is empty. */

const root = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'toolwright-bundled-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = join(folder, 'service.cjs');
buildSync({
  stdin: {
    contents: `import { openSqlite } from './src/node/sqlite.js';
      try { console.log(openSqlite(':memory:').all('SELECT 1 AS one')); }
      catch ({ code, message }) { console.log(message); }`,
    resolveDir: root,
  },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  outfile: file,
  banner: {
    js: `const builtin = process.getBuiltinModule;
      process.getBuiltinModule = (name) => name === 'node:sqlite' ? undefined : builtin(name);`,
  },
  logLevel: 'error',
});
const runIn = (cwd: string) => spawnSync(process.execPath, [file], { cwd, encoding: 'utf8' });

test('a bundle finds libsql from the folder that it runs in', () => {
  expect(runIn(root).stdout).toBe('[ { one: 1 } ]\n');
});

test('what keeps libsql from loading is said', () => {
  expect(runIn(folder).stdout).toContain(
    "and libsql does not load: Error: Cannot find module 'libsql'. Run `npm install libsql`",
  );
});
