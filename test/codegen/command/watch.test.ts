import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Terminal } from '../../../codegen/command/terminal.js';
import { watchCommand } from '../../../codegen/command/watch.js';
import { filesIn, folderOf } from '../folder.js';

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

test('an included file in another folder is watched too', async () => {
  const more = (text: string) =>
    `schemas: { Word: { type: string, maxLength: 9, description: ${text} } }\n`;
  const folder = folderOf({
    'tools.yaml': `include: [sub/more.yaml]\n${yaml('Get a thing by its word').replace('properties: {}', 'properties: { word: { $ref: "#/schemas/Word" } }')}`,
    'sub/more.yaml': more('one word'),
  });
  const { terminal, until } = listener();
  const abort = new AbortController();
  const ended = watchCommand({}, folder, terminal, abort.signal);
  await until('Watching');
  save(join(folder, 'sub/more.yaml'), more('another word'));
  await until('Watching');
  expect(filesIn(folder)['generated/providers/mcp.ts']).toContain('another word');
  abort.abort();
  expect(await ended).toBe(0);
});
