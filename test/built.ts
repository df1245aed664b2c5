import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const cache = join(root, 'node_modules/.cache');

/** The package as it is published, but for its types: the flags that start its command line, and `remove`. */
export function builtPackage() {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'test-package-'));
  // Other users may run it, too.
  chmodSync(folder, 0o755);
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  const build = ['--import', 'tsx', join(root, 'bundle.ts'), join(folder, 'dist')];
  execFileSync(process.execPath, build, { cwd: root });
  return {
    cli: [join(folder, 'dist/codegen/cli.js')],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
