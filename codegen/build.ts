import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What our own code is made of beside itself. */
const INSTALLED = ['@marcbachmann/cel-js', 're2js'];
/** What is inside our own files once they are bundled: a copy that the user has beside them says nothing. */
const BUNDLED = ['ajv', 'json-schema-to-typescript', 'yaml'];
const PACKAGES = import.meta.url.endsWith('.ts') ? [...INSTALLED, ...BUNDLED] : INSTALLED;

/** Our own code: as sources, and as it is bundled. */
const OURS = ['../codegen', '../src', '../chunk'];

/**
 * What the output depends on beside the project: this build of the compiler, what it is built on, and Node. A hash, by
 * the sizes and times of files: anything that was kept under another one is worth nothing.
 */
export function compilerBuild(): string {
  const hash = createHash('sha256').update(process.version);
  for (const folder of OURS)
    for (const line of filesIn(fileURLToPath(new URL(folder, import.meta.url)))) hash.update(line);
  for (const name of PACKAGES) hash.update(`${name}@${versionOf(name)}\n`);
  return hash.digest('base64url');
}

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return files
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      const { size, mtimeMs } = statSync(path);
      return `${path} ${size} ${mtimeMs}\n`;
    })
    .sort();
}

/** From the package.json above the file that would be imported. */
function versionOf(name: string): string {
  const file = fileOf(name);
  for (let folder = dirname(file); dirname(folder) !== folder; folder = dirname(folder)) {
    const found = manifestIn(folder);
    if (found?.name === name) return String(found.version);
  }
  return file;
}

function fileOf(name: string): string {
  try {
    return fileURLToPath(import.meta.resolve(name));
  } catch {
    return '';
  }
}

function manifestIn(folder: string): { name?: string; version?: string } | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    return undefined;
  }
}
