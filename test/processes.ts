import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs `test/worker/<name>.ts` in so many processes at once; answers what each printed. */
export async function processes(count: number, name: string, ...args: string[]): Promise<string[]> {
  const file = join(import.meta.dirname, 'worker', `${name}.ts`);
  const flags = ['--conditions=toolwright-source', '--import', 'tsx', file, ...args];
  const all = Array.from({ length: count }, () => run(process.execPath, flags));
  return (await Promise.all(all)).map(({ stdout }) => stdout.trim());
}
