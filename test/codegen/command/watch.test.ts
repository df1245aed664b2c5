import { mkdirSync, renameSync, rmdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Terminal } from '../../../codegen/command/terminal.js';
import { watchCommand } from '../../../codegen/command/watch.js';
import { filesIn, folderOf } from '../folder.js';
import { generate } from './project.js';

const yaml = (description: string) => `version: 1
name: demo
permissions: { all: { authenticated: true } }
tools:
  get_it: { description: ${description}, effect: read, permission: all, parameters: { type: object, properties: {} } }
`;

/** A terminal on which the test waits for words, each time from where it last looked. */
function listener() {
  let said = '';
  let looked = 0;
  let wake = () => {};
  const hear = (text: string) => {
    said += text;
    wake();
  };
  const terminal: Terminal = { print: hear, complain: hear, color: false, format: 'pretty' };
  async function until(words: string): Promise<void> {
    while (said.indexOf(words, looked) === -1)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    looked = said.indexOf(words, looked) + words.length;
  }
  return { terminal, until };
}

/** As editors save that never leave half a file. */
function save(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

test('every save is compiled, atomic ones too; a mistake keeps the last good output', async () => {
  const folder = folderOf({ 'tools.yaml': yaml('Get the first thing') });
  const file = join(folder, 'tools.yaml');
  const { terminal, until } = listener();
  const abort = new AbortController();
  const ended = watchCommand({}, folder, terminal, abort.signal);
  const page = () => filesIn(folder)['generated/tools/get_it.ts'] ?? '';
  await until('Watching');
  for (const description of ['Get the second thing', 'Get the third thing']) {
    save(file, yaml(description));
    await until('Watching');
    expect(page()).toContain(description);
  }
  save(file, `${yaml('Get the fourth thing')}surprise: true\n`);
  await until('TW1101');
  await until('Watching');
  expect(page()).toContain('Get the third thing');
  save(file, `include: [sub/more.yaml]\n${yaml('Get the fifth thing')}`);
  await until('Watching');
  abort.abort();
  expect(await ended).toBe(0);
});

/** A project that is watched, for as long as the test of it runs. */
async function watched(
  files: Readonly<Record<string, string>>,
  run: (project: {
    readonly folder: string;
    readonly until: (words: string) => Promise<void>;
    /** Waits, run by run, until the output holds these words. */
    readonly shows: (words: string) => Promise<void>;
  }) => Promise<void>,
): Promise<void> {
  const folder = folderOf(files);
  const { terminal, until } = listener();
  const abort = new AbortController();
  const ended = watchCommand({}, folder, terminal, abort.signal);
  await until('Watching');
  const output = () => filesIn(folder)['generated/providers/mcp.ts'] ?? '';
  async function shows(words: string): Promise<void> {
    while (!output().includes(words)) await until('Watching');
  }
  await run({ folder, until, shows });
  abort.abort();
  expect(await ended).toBe(0);
}

test('of a hundred saves, some of them during a run, the last is what stays', async () => {
  await watched({ 'tools.yaml': yaml('Get a thing') }, async ({ folder, shows }) => {
    for (let at = 1; at <= 100; at += 1) {
      save(join(folder, 'tools.yaml'), yaml(`Get thing number ${at} of them`));
      // A turn of the loop: the run that has begun goes on between the saves.
      await new Promise((resolve) => setImmediate(resolve));
    }
    await shows('Get thing number 100 of them');
  });
});

test('something that never rests in the same folder does not keep a save waiting', async () => {
  await watched({ 'tools.yaml': yaml('Get a thing') }, async ({ folder, shows }) => {
    const log = setInterval(() => writeFileSync(join(folder, 'app.log'), 'line\n'), 10);
    save(join(folder, 'tools.yaml'), yaml('Get another thing'));
    await shows('Get another thing');
    clearInterval(log);
  });
});

test('tools.yaml may go and come back, and so may its folder', async () => {
  const text = (at: number) => yaml(`Get thing number ${at} of them`);
  const files = { 'sub/tools.yaml': text(1) };
  const folder = folderOf(files);
  const { terminal, until } = listener();
  const abort = new AbortController();
  const ended = watchCommand({ file: 'sub/tools.yaml' }, folder, terminal, abort.signal);
  const page = () => filesIn(folder)['sub/generated/tools/get_it.ts'] ?? '';
  await until('Watching');
  rmSync(join(folder, 'sub/tools.yaml'));
  await until('TW4006');
  await until('Watching');
  expect(page()).toContain('number 1 of');
  save(join(folder, 'sub/tools.yaml'), text(2));
  await until('Watching');
  expect(page()).toContain('number 2 of');
  rmSync(join(folder, 'sub'), { recursive: true });
  await until('TW4006');
  await until('Watching');
  for (const at of [3, 4]) {
    mkdirSync(join(folder, 'sub'), { recursive: true });
    save(join(folder, 'sub/tools.yaml'), text(at));
    while (!page().includes(`number ${at} of`)) await until('Watching');
  }
  abort.abort();
  expect(await ended).toBe(0);
});

const included = (file: string) =>
  `include: [${file}]\n${yaml('Get a thing by its word').replace('properties: {}', 'properties: { word: { $ref: "#/schemas/Word" } }')}`;
const more = (text: string) =>
  `schemas: { Word: { type: string, maxLength: 9, description: ${text} } }\n`;

test('a folder of an included file may be renamed and come back, or another in its place', async () => {
  const files = { 'tools.yaml': included('a/b/more.yaml'), 'a/b/more.yaml': more('one word') };
  await watched(files, async ({ folder, until, shows }) => {
    renameSync(join(folder, 'a/b'), join(folder, 'a/c'));
    await until('TW1030');
    await until('Watching');
    renameSync(join(folder, 'a/c'), join(folder, 'a/b'));
    await until('Watching');
    save(join(folder, 'a/b/more.yaml'), more('another word'));
    await shows('another word');
    renameSync(join(folder, 'a'), join(folder, 'old'));
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    for (const word of ['third', 'fourth']) {
      save(join(folder, 'a/b/more.yaml'), more(`${word} word`));
      await shows(`${word} word`);
    }
  });
});

test('a file that a link leads to is watched where it stands', async () => {
  const folder = folderOf({ 'shared/own.yaml': yaml('Get a thing'), 'project/.keep': '' });
  symlinkSync('../shared/own.yaml', join(folder, 'project/tools.yaml'));
  // The folders are made before, or making them would ring.
  await generate(join(folder, 'project'));
  const { terminal, until } = listener();
  const abort = new AbortController();
  const ended = watchCommand({}, join(folder, 'project'), terminal, abort.signal);
  await until('Watching');
  save(join(folder, 'shared/own.yaml'), yaml('Get another thing'));
  await until('Watching');
  expect(filesIn(folder)['project/generated/tools/get_it.ts']).toContain('Get another thing');
  abort.abort();
  expect(await ended).toBe(0);
});

test('after a failure the same text saved again is tried again, and so is a mended package.json', async () => {
  const files = { 'tools.yaml': yaml('Get a thing'), 'package.json': '{ "toolwright": { "out": ' };
  await watched(files, async ({ folder, until }) => {
    save(join(folder, 'package.json'), '{ "toolwright": { "out": "made" } }');
    await until('Watching');
    expect(filesIn(folder)['made/index.ts']).toBeDefined();
    rmSync(join(folder, 'made/index.ts'));
    mkdirSync(join(folder, 'made/index.ts'));
    save(join(folder, 'tools.yaml'), yaml('Get another thing'));
    await until('TW4003');
    await until('Watching');
    rmdirSync(join(folder, 'made/index.ts'));
    save(join(folder, 'tools.yaml'), yaml('Get another thing'));
    await until('Watching');
    expect(filesIn(folder)['made/providers/mcp.ts']).toContain('Get another thing');
  });
});

test('what imports end in is read anew with package.json', async () => {
  const files = { 'tools.yaml': yaml('Get a thing'), 'package.json': '{}' };
  await watched(files, async ({ folder, until }) => {
    expect(filesIn(folder)['generated/index.ts']).toContain("./providers/mcp.js'");
    save(join(folder, 'package.json'), '{ "toolwright": { "imports": "ts" } }');
    await until('Watching');
    expect(filesIn(folder)['generated/index.ts']).toContain("./providers/mcp.ts'");
  });
});

test('a program that reads the answers gets nothing else', async () => {
  const folder = folderOf({ 'tools.yaml': yaml('Get a thing') });
  const abort = new AbortController();
  const said: string[] = [];
  const hear = (text: string) => {
    said.push(text);
    abort.abort();
  };
  const terminal: Terminal = { print: hear, complain: hear, color: true, format: 'json' };
  expect(await watchCommand({}, folder, terminal, abort.signal)).toBe(0);
  expect(said.map((each) => JSON.parse(each))).toMatchObject([{ diagnostics: [] }]);
});

test('an included file in another folder is watched too', async () => {
  const more = (text: string) =>
    `schemas: { Word: { type: string, maxLength: 9, description: ${text} } }\n`;
  const files = {
    'tools.yaml': `include: [sub/more.yaml]\n${yaml('Get a thing by its word').replace('properties: {}', 'properties: { word: { $ref: "#/schemas/Word" } }')}`,
    'sub/more.yaml': more('one word'),
  };
  await watched(files, async ({ folder, until }) => {
    save(join(folder, 'sub/more.yaml'), more('another word'));
    await until('Watching');
    expect(filesIn(folder)['generated/providers/mcp.ts']).toContain('another word');
  });
});

test('a generated file that is gone comes back, and so does the whole folder', async () => {
  await watched({ 'tools.yaml': yaml('Get a thing') }, async ({ folder, until }) => {
    for (const path of ['generated/tools/get_it.ts', 'generated/TOOLS.md', 'generated']) {
      const before = filesIn(folder);
      rmSync(join(folder, path), { recursive: true });
      while (JSON.stringify(filesIn(folder)) !== JSON.stringify(before)) await until('Watching');
    }
  });
});

test('so does what goes while a run takes it as there', async () => {
  const folder = folderOf({ 'tools.yaml': yaml('Get a thing') });
  const { terminal, until } = listener();
  const abort = new AbortController();
  let gone = false;
  const print = (text: string) => {
    if (text.includes('as they were') && !gone) {
      gone = true;
      for (const file of ['index.ts', 'manifest.json']) rmSync(join(folder, 'generated', file));
    }
    terminal.print(text);
  };
  const ended = watchCommand({}, folder, { ...terminal, print }, abort.signal);
  await until('Watching');
  const before = Object.keys(filesIn(folder));
  save(join(folder, 'tools.yaml'), yaml('Get another thing'));
  do await until('Watching');
  while (!gone || Object.keys(filesIn(folder)).length < before.length);
  abort.abort();
  expect(await ended).toBe(0);
  expect(Object.keys(filesIn(folder))).toEqual(before);
});
