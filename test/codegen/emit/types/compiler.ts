import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const modules = join(import.meta.dirname, '../../../../node_modules');

/** The compilers that users may have: each reads what we emit. */
export const compilers = ['typescript-5.9', 'typescript-6', 'typescript'] as const;

const options = {
  target: 'es2022',
  lib: ['es2022'],
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  types: [],
};

/** What a compiler says of files that stand alone: the first lines, or nothing. */
export function typecheck(
  compiler: (typeof compilers)[number],
  files: Readonly<Record<string, string>>,
): string {
  const folder = mkdtempSync(join(tmpdir(), 'types-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const config = { compilerOptions: options, include: ['*.ts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const tsc = join(modules, compiler, 'bin/tsc');
    const { stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', '.', '--pretty', 'false'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return `${stdout}${stderr}`.split('\n').slice(0, 20).join('\n').trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
