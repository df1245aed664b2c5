import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explainCommand } from '../../../codegen/command/explain.js';
import { renameCommand } from '../../../codegen/command/rename.js';
import { watchCommand } from '../../../codegen/command/watch.js';
import { folderOf } from '../folder.js';
import { check, generate, listen } from './project.js';

/**
 * One folder a diagnostic of a command: `project/`, the lines that are run in it, and what a person then reads.
 * UPDATE=1 writes what is read now.
 */
const folder = join(import.meta.dirname, '../../golden/command');

/** The part of the command line that these cases use. */
async function run(cwd: string, line: string): Promise<string> {
  const [command = '', ...args] = line.split(' ');
  const option = (name: string) => {
    const at = args.indexOf(`--${name}`);
    return at < 0 ? {} : { [name]: args.splice(at, 2)[1] };
  };
  const options = { ...option('out'), ...option('handlers'), ...option('as') };
  const [first, second = ''] = args;
  const file = first === undefined ? {} : { file: first };
  if (command === 'rm') rmSync(join(cwd, first ?? ''));
  if (command === 'generate') return (await generate(cwd, { ...options, ...file })).err;
  // For people, drift is a list of paths: its codes are for machines.
  if (command === 'check') return (await check(cwd, { ...options, ...file }, 'github')).out;
  const tool = first === undefined ? {} : { tool: first };
  if (command === 'explain')
    return (
      await listen((terminal) => explainCommand({ ...options, ...tool }, cwd, terminal), 'pretty')
    ).err;
  if (command === 'rename')
    return (
      await listen((terminal) => renameCommand(first ?? '', second, {}, cwd, terminal), 'pretty')
    ).err;
  // As a system that gives no more watches.
  const full = () => {
    throw Object.assign(new Error(), { code: 'ENOSPC' });
  };
  const { signal } = new AbortController();
  if (command === 'watch')
    return (
      await listen((terminal) => watchCommand(options, cwd, terminal, signal, full), 'pretty')
    ).err;
  return '';
}

test.each(readdirSync(folder))('%s', async (name) => {
  const cwd = folderOf();
  cpSync(join(folder, name, 'project'), cwd, { recursive: true });
  const lines = readFileSync(join(folder, name, 'run.txt'), 'utf8')
    .trim()
    .split('\n');
  let said = '';
  for (const line of lines) said += await run(cwd, line);
  const expected = join(folder, name, 'expected.txt');
  if (process.env.UPDATE === '1') writeFileSync(expected, said);
  expect(said).toBe(existsSync(expected) ? readFileSync(expected, 'utf8') : '');
  expect(said).toContain(name);
});
