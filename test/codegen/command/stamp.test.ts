import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { keep, kept } from '../../../codegen/write/keep.js';
import { plain, toolsYaml } from '../emit/catalog.js';
import { filesIn, folderOf } from '../folder.js';
import { check, generate } from './project.js';

/** Nothing is compiled where nothing changed; whatever is changed is found as if nothing were remembered. */

const STAMP = 'node_modules/.cache/toolwright/up-to-date.json';
const included = `tools:\n  look: ${plain}\n`;
const text = `include: [more.yaml]\n${toolsYaml({ read_it: plain })}`;

const compiled = async () => {
  const folder = folderOf({ 'tools.yaml': text, 'more.yaml': included, 'notes/a.md': 'mine' });
  mkdirSync(join(folder, 'node_modules'));
  await generate(folder);
  return folder;
};
const edit = (path: string, change: (text: string) => string) => (folder: string) =>
  writeFileSync(join(folder, path), change(readFileSync(join(folder, path), 'utf8')));
/** What is remembered, made to say something else as if it had been kept so. */
const restamp = (from: string, to: string) => (folder: string) =>
  keep(join(folder, STAMP), kept(join(folder, STAMP)).replace(from, to));

const changes: Readonly<Record<string, (folder: string) => void>> = {
  'a byte of a page': edit('generated/tools/look.ts', (all) => all.replace('Look', 'look')),
  'a byte of a validator': edit('generated/validators/look.ts', (all) => `${all} `),
  'a byte of the manifest': edit('generated/manifest.json', (all) => `${all}\n`),
  'a page that is gone': (folder) => rmSync(join(folder, 'generated/tools/look.ts')),
  'everything gone': (folder) => rmSync(join(folder, 'generated'), { recursive: true }),
  'a file of ours too many': (folder) =>
    writeFileSync(
      join(folder, 'generated/tools/old.ts'),
      readFileSync(join(folder, 'generated/tools/look.ts')),
    ),
  'a file of somebody else': (folder) =>
    writeFileSync(join(folder, 'generated/tools/mine.ts'), 'export {};\n'),
  'a folder where a page was': (folder) => {
    rmSync(join(folder, 'generated/tools/look.ts'));
    mkdirSync(join(folder, 'generated/tools/look.ts'));
  },
  'a page that became a link to the same bytes': (folder) => {
    renameSync(join(folder, 'generated/tools/look.ts'), join(folder, 'kept.ts'));
    symlinkSync(join(folder, 'kept.ts'), join(folder, 'generated/tools/look.ts'));
  },
  'a folder that became a link': (folder) => {
    renameSync(join(folder, 'generated/tools'), join(folder, 'kept'));
    symlinkSync(join(folder, 'kept'), join(folder, 'generated/tools'));
  },
  'a handler that is gone': (folder) => rmSync(join(folder, 'handlers/look.ts')),
  'a handler that does not parse': edit('handlers/look.ts', () => 'export default {'),
  'a handler that exports nothing': edit('handlers/look.ts', () => 'export const a = 1;\n'),
  'a handler that is written': edit('handlers/look.ts', () => 'export default 1;\n'),
  'a handler of no tool': (folder) =>
    writeFileSync(join(folder, 'handlers/old.ts'), 'export default 1;\n'),
  'an edit': edit('tools.yaml', (all) => all.replace('Look', 'See')),
  'an edit of what is included': edit('more.yaml', (all) => all.replace('Look', 'See')),
  'an include that is gone': (folder) => rmSync(join(folder, 'more.yaml')),
  'a mistake': edit('tools.yaml', (all) => all.replace('permission: open', 'permission: opne')),
  'a comment': edit('tools.yaml', (all) => `# comment\n${all}`),
  'another folder of handlers': (folder) => {
    renameSync(join(folder, 'handlers'), join(folder, 'hands'));
    writeFileSync(join(folder, 'package.json'), '{"toolwright":{"handlers":"hands"}}');
  },
};

/** As if nothing were remembered: without a folder to remember in. */
function forget(folder: string): void {
  rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
}

describe('up to date', () => {
  test('is known without compiling', async () => {
    const folder = await compiled();
    const stamp = join(folder, STAMP);
    const said = await check(folder);
    expect(said.out).toBe('tools.yaml: 2 tools, everything up to date\n');
    restamp('"tools":2', '"tools":99')(folder);
    expect((await check(folder)).out).toBe('tools.yaml: 99 tools, everything up to date\n');
    expect((await generate(folder)).out).toContain('99 tools, 0 files written');
    writeFileSync(stamp, '{');
    expect(await check(folder)).toEqual(said);
  });

  test('it is as well after a check that compiled', async () => {
    const folder = await compiled();
    forget(folder);
    mkdirSync(join(folder, 'node_modules'));
    const said = await check(folder);
    restamp('"tools":2', '"tools":99')(folder);
    expect((await check(folder)).out).toContain('99 tools');
    expect(said.out).toContain('2 tools');
  });

  test.each(Object.entries(changes))('%s is seen', async (_, change) => {
    const remembering = await compiled();
    const forgetful = await compiled();
    for (const folder of [remembering, forgetful]) change(folder);
    forget(forgetful);
    for (const command of [check, generate, check]) {
      const said = await command(remembering, {}, 'json');
      expect(said).toEqual(await command(forgetful, {}, 'json'));
    }
    forget(remembering);
    expect(filesIn(remembering)).toEqual(filesIn(forgetful));
  });

  test('warnings are said again', async () => {
    const folder = folderOf({
      'tools.yaml': toolsYaml({ look: plain.replace('Look', 'Look '.repeat(300)) }),
    });
    mkdirSync(join(folder, 'node_modules'));
    await generate(folder);
    const first = await check(folder);
    expect(first.err).toContain('TW5001');
    restamp('"tools":1', '"tools":9')(folder);
    const again = await check(folder);
    expect([again.err, again.out]).toEqual([first.err, first.out.replace('1 tool', '9 tools')]);
  });
});

test('a stamp that was damaged says nothing', async () => {
  const folder = await compiled();
  edit(STAMP, (all) => all.replace('"tools":2', '"tools":99'))(folder);
  expect((await check(folder)).out).toContain('2 tools');
});
