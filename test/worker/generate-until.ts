import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/**
 * `toolwright generate` in the folder it runs in, which ends at the first operation on the disk whose number or line
 * the first argument is (`12`, or a pattern as in `renameSync .*manifest`): by `kill -9` before it is done, or for a file
 * that is written with half of it there; with `full` as the second argument the disk is full from there on. Prints each
 * operation that was done, a line each.
 */
const [at = '', how = 'kill'] = process.argv.slice(2);
const isLast = (number: number, line: string): boolean =>
  /^\d+$/.test(at) ? number === Number(at) : at !== '' && new RegExp(at).test(line);
let count = 0;
let full = false;

function end(name: string, path: string, text: unknown): void {
  if (name === 'writeFileSync') write(path, String(text).slice(0, String(text).length / 2));
  process.kill(process.pid, 'SIGKILL');
}

function refuse(name: string): void {
  if (['writeFileSync', 'mkdirSync', 'copyFileSync'].includes(name))
    throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
}

const write = fs.writeFileSync;
const names = [
  'writeFileSync',
  'renameSync',
  'linkSync',
  'unlinkSync',
  'copyFileSync',
  'mkdirSync',
  'rmSync',
  'rmdirSync',
] as const;
const disk = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
for (const name of names) {
  const real = disk[name] as (...args: unknown[]) => unknown;
  disk[name] = (...args) => {
    const path = String(args[name === 'renameSync' ? 1 : 0]);
    const line = `${name} ${path}`;
    count += 1;
    full ||= how === 'full' && isLast(count, line);
    if (full) refuse(name);
    else if (isLast(count, line)) end(name, path, args[1]);
    fs.writeSync(1, `${line}\n`);
    return real(...args);
  };
}
syncBuiltinESMExports();

const { generateCommand } = await import('../../codegen/command/generate.js');
process.exitCode = await generateCommand({}, process.cwd(), {
  print: () => {},
  complain: (text) => void process.stderr.write(text),
  color: false,
  format: 'pretty',
});
