import { execFile } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';

const run = promisify(execFile);
const folder = join(import.meta.dirname, '../node_modules/.cache/test-workers');
const built = new Map<string, string>();

/** What a bundle cannot hold: a library of the machine's own, and one that is only asked for. */
const outside = ['libsql', 'pg-native'];

/** Some packages are CommonJS, and ask for what belongs to Node. */
const banner = `import { createRequire as requireOf } from 'node:module';
const require = requireOf(import.meta.url);`;

/** Flags for a process of which nothing may be heard on stderr: Node 22 calls its own SQLite experimental there. */
export const quiet = ['--disable-warning=ExperimentalWarning'];

/**
 * The path of `test/worker/<name>.ts` with all that it imports, as one file: processes that load two hundred sources
 * each take longer to start than to do their work.
 */
export function workerFile(name: string): string {
  const known = built.get(name);
  if (known !== undefined) return known;
  const path = join(folder, `${name}.mjs`);
  const { outputFiles } = buildSync({
    entryPoints: [join(import.meta.dirname, 'worker', `${name}.ts`)],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    external: outside,
    banner: { js: banner },
    conditions: ['toolwright-source'],
  });
  mkdirSync(folder, { recursive: true });
  // Another test file may build it, or start it, at the same time.
  const own = `${path}.${process.pid}`;
  writeFileSync(own, outputFiles[0]?.text ?? '');
  renameSync(own, path);
  built.set(name, path);
  return path;
}

/**
 * Runs `test/worker/<name>.ts` in so many processes at once; answers what each printed. One that fails is told with how
 * it ended and the last of what it complained of.
 */
export async function processes(count: number, name: string, ...args: string[]): Promise<string[]> {
  const flags = [workerFile(name), ...args];
  const all = Array.from({ length: count }, () => run(process.execPath, flags).catch(told));
  return (await Promise.all(all)).map(({ stdout }) => stdout.trim());
}

function told(cause: {
  readonly code?: unknown;
  readonly signal?: unknown;
  readonly stderr?: string;
}): never {
  const { code, signal, stderr = '' } = cause;
  const how = `a process ended by ${signal ?? `code ${code}`}: ${stderr.slice(-2_000)}`;
  throw Object.assign(new Error(how, { cause }), { code, signal });
}
