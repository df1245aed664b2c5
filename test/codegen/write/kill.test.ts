import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { thorough } from '../../sizes.js';
import { check, generate } from '../command/project.js';
import { plain, toolsYaml } from '../emit/catalog.js';
import { filesIn, folderOf } from '../folder.js';

/** A process that dies, or has no room, at one operation on the disk after the other. */

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const worker = join(import.meta.dirname, '../../worker/generate-until.ts');
const args = ['--conditions=toolwright-source', '--import', tsx, worker];

async function until(at: string, cwd: string, how = 'kill') {
  const child = spawn(process.execPath, [...args, at, how], { cwd });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => {
    out += text;
  });
  child.stderr.on('data', (text) => {
    err += text;
  });
  const signal = await new Promise((resolve) => child.once('close', (_, by) => resolve(by)));
  return { signal, err, done: out.trim().split('\n') };
}

const before = toolsYaml({ look: plain, old: plain });
const after = toolsYaml({ look: plain.replace('Look', 'See'), fresh: plain });

/** A project that is up to date, but for an edit that changes a tool, takes one and brings one. */
async function edited() {
  const folder = folderOf({ 'tools.yaml': before });
  mkdirSync(join(folder, 'node_modules'));
  await generate(folder);
  writeFileSync(join(folder, 'tools.yaml'), after);
  rmSync(join(folder, 'handlers/old.ts'));
  return folder;
}
const copyOf = (folder: string) => {
  const copy = folderOf();
  cpSync(folder, copy, { recursive: true });
  return copy;
};
/** What belongs to the project: neither memory nor what is on its way. */
const kept = (folder: string) =>
  Object.fromEntries(
    Object.entries(filesIn(folder)).filter(([path]) => !/^node_modules|-tmp$/.test(path)),
  );

interface Points {
  readonly kill: readonly string[];
  readonly full: readonly string[];
}

/** Points that differ in kind; all of them where time is no matter. */
async function pointsOf(folder: string): Promise<Points> {
  const kill = ['^writeFileSync .*generated.*manifest', '^renameSync .*manifest.json$'];
  if (!thorough) return { kill, full: kill.slice(0, 1) };
  const { done } = await until('', copyOf(folder));
  const all = done.map((line, at) => [`${at + 1}`, line] as const);
  const staged = all.filter(([, line]) => /^writeFileSync .*-tmp$/.test(line));
  return { kill: all.map(([at]) => at), full: staged.map(([at]) => at) };
}

test('kill -9 leaves every file old or new, a full disk all of them old; the next run mends it', async () => {
  const folder = await edited();
  const old = kept(folder);
  const whole = copyOf(folder);
  await generate(whole);
  const now = kept(whole);
  const { kill, full } = await pointsOf(folder);
  await inTurn([
    ...kill.map((point) => () => killed(point)),
    ...full.map((point) => () => noRoom(point)),
  ]);

  async function killed(point: string) {
    const copy = copyOf(folder);
    expect((await until(point, copy)).signal, point).toBe('SIGKILL');
    const found = kept(copy);
    for (const path of new Set([...Object.keys(old), ...Object.keys(now), ...Object.keys(found)]))
      expect([old[path], now[path]], `${path} at ${point}`).toContain(found[path]);
    if (found[manifest] === now[manifest]) expect(found).toEqual(now);
    else expect((await check(copy)).code).toBe(1);
    await mends(copy);
  }

  async function noRoom(point: string) {
    const copy = copyOf(folder);
    expect((await until(point, copy, 'full')).err).toContain('the disk is full');
    expect(kept(copy)).toEqual(old);
    expect(temporary(copy)).toEqual([]);
    await mends(copy);
  }

  async function mends(copy: string) {
    expect((await generate(copy)).code).toBe(0);
    expect(kept(copy)).toEqual(now);
    expect(temporary(copy)).toEqual([]);
    expect((await check(copy)).code).toBe(0);
  }
});

const manifest = 'generated/manifest.json';
const temporary = (folder: string) =>
  Object.keys(filesIn(folder)).filter((path) => /^(generated|handlers)\/.*-tmp$/.test(path));

/** Three at a time. */
async function inTurn(all: readonly (() => Promise<void>)[]): Promise<void> {
  const queue = [...all];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await next();
  };
  await Promise.all([work(), work(), work()]);
}
