import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { plain, toolsYaml } from '../emit/catalog.js';
import { filesIn, folderOf } from '../folder.js';
import { check, generate } from './project.js';

const two = toolsYaml({ look: plain, read_it: plain });
const handler = 'export default 1;\n';
const project = (files: Record<string, string> = {}) =>
  folderOf({ 'tools.yaml': two, 'package.json': '{}', ...files });
const generated = (folder: string) =>
  Object.fromEntries(
    Object.entries(filesIn(folder)).filter(([path]) => path.startsWith('generated/')),
  );

describe('generate', () => {
  test('tells what it did, and what comes next', async () => {
    const folder = project();
    const { code, out, err } = await generate(folder);
    expect([code, err]).toEqual([0, '']);
    expect(
      out.replace(/, \d+ files/, ', N files').replace(/and \d+ more/, 'and N more'),
    ).toMatchInlineSnapshot(`
      "tools.yaml: 2 tools, N files written
        added     generated/TOOLS.md
                  generated/handlers.ts
                  generated/index.ts
                  generated/providers/anthropic.ts
                  generated/providers/gemini.ts
                  generated/providers/mcp.ts
                  … and N more
        created   handlers/look.ts
                  handlers/read_it.ts
      Next: fill in handlers/look.ts and 1 other handler
      "
    `);
    expect(Object.keys(filesIn(folder))).toContain('handlers/read_it.ts');
  });

  test('a second time it writes nothing', async () => {
    const folder = project();
    await generate(folder);
    const before = filesIn(folder);
    const past = new Date(2000, 0, 1);
    for (const path of Object.keys(before)) utimesSync(join(folder, path), past, past);
    const { out } = await generate(folder);
    expect(out).toMatch(/2 tools, 0 files written\n {2}kept {6}\d+ files as they were\n$/);
    expect(filesIn(folder)).toEqual(before);
    for (const path of Object.keys(before))
      expect(statSync(join(folder, path)).mtime, path).toEqual(past);
  });

  test('in another order of tools, with comments, every byte is the same', async () => {
    const [one, other] = [
      project(),
      project({ 'tools.yaml': `# other\n${toolsYaml({ read_it: plain, look: plain })}` }),
    ];
    await Promise.all([generate(one), generate(other)]);
    expect(generated(one)).toEqual(generated(other));
  });

  test('one more tool touches its own files and those that list all tools', async () => {
    const folder = project();
    await generate(folder);
    writeFileSync(
      join(folder, 'tools.yaml'),
      toolsYaml({ a_new: plain, look: plain, read_it: plain }),
    );
    const { out } = await generate(folder, {}, 'json');
    const { added, changed, restored, removed, created } = JSON.parse(out);
    expect(added).toEqual(['generated/tools/a_new.ts', 'generated/validators/a_new.ts']);
    expect(created).toEqual(['handlers/a_new.ts']);
    expect([restored, removed]).toEqual([[], []]);
    for (const path of changed)
      expect(path).toMatch(
        /^generated\/(TOOLS\.md|index\.ts|handlers\.ts|manifest\.json|providers\/[a-z-]+\.ts)$/,
      );
  });

  test('a tool less takes its files away, and reports the handler it leaves alone', async () => {
    const folder = project({ 'handlers/read_it.ts': handler });
    await generate(folder);
    writeFileSync(join(folder, 'tools.yaml'), toolsYaml({ look: plain }));
    const { code, out, err } = await generate(folder);
    expect(code).toBe(0);
    expect(out).toContain('removed   generated/tools/read_it.ts');
    expect(out).toContain('orphaned  handlers/read_it.ts');
    expect(err).toContain('TW4010');
    expect(filesIn(folder)['handlers/read_it.ts']).toBe(handler);
    expect(filesIn(folder)['generated/tools/read_it.ts']).toBeUndefined();
  });

  test('what was edited or is in conflict is restored; other files are never touched', async () => {
    const mine = {
      'generated/notes.md': 'mine',
      'generated/tools/helper.ts': 'mine',
      'handlers/look.ts': handler,
    };
    const folder = project(mine);
    await generate(folder);
    const before = filesIn(folder);
    const page = before['generated/tools/look.ts'] as string;
    writeFileSync(
      join(folder, 'generated/tools/look.ts'),
      `<<<<<<< HEAD\n${page}=======\n>>>>>>> x\n`,
    );
    writeFileSync(join(folder, 'generated/index.ts'), 'no header any more');
    rmSync(join(folder, 'generated/handlers.ts'));
    const { out } = await generate(folder);
    expect(out).toContain('restored  generated/index.ts\n            generated/tools/look.ts');
    expect(out).toContain('added     generated/handlers.ts');
    expect(filesIn(folder)).toEqual(before);
    expect(before).toMatchObject(mine);
  });

  test('what a killed run left behind goes, and nothing that another run is writing', async () => {
    const gone = spawnSync(process.execPath, ['--version']).pid;
    const files = (pid: number) => ({
      [`generated/tools/.look.ts.${pid}.toolwright-tmp`]: 'half',
      [`handlers/.look.ts.${pid}.toolwright-tmp`]: 'half',
    });
    const others = { ...files(process.ppid), 'handlers/.mine.tmp': 'mine' };
    const folder = project({ ...files(gone), ...others });
    await generate(folder);
    const left = Object.entries(filesIn(folder)).filter(([path]) => path.endsWith('tmp'));
    expect(Object.fromEntries(left)).toEqual(others);
  });

  test('folders come from options, or from package.json', async () => {
    const folder = folderOf({
      'app/tools.yaml': two,
      'package.json': '{"toolwright":{"out":"src/gen","handlers":"src/tools"}}',
    });
    await generate(folder, { file: 'app/tools.yaml' });
    expect(filesIn(folder)['src/gen/handlers.ts']).toContain("from '../tools/look.js'");
    expect(filesIn(folder)['src/tools/look.ts']).toContain("from '../gen/tools/look.js'");
    await generate(folder, { file: 'app/tools.yaml', out: 'app/out', handlers: 'h' });
    expect(filesIn(folder)['app/out/handlers.ts']).toContain("from '../../h/look.js'");
    expect(filesIn(folder)['h/look.ts']).toContain("from '../app/out/tools/look.js'");
  });
});

describe('imports', () => {
  const endings = (folder: string) => {
    const code = Object.values(filesIn(folder)).join('\n');
    return new Set([...code.matchAll(/'\.\.?\/[^']*\.(\w+)'/g)].map(([, ending]) => ending));
  };
  test.each(['cold', 'warm'])('end in what package.json says, %s', async (memory) => {
    const folder = project();
    if (memory === 'warm') mkdirSync(join(folder, 'node_modules'));
    await generate(folder);
    expect(endings(folder)).toEqual(new Set(['js']));
    rmSync(join(folder, 'handlers'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"toolwright":{"imports":"ts"}}');
    expect((await check(folder)).code).toBe(1);
    await generate(folder);
    expect(endings(folder)).toEqual(new Set(['ts']));
    expect((await check(folder)).code).toBe(0);
  });
});

test('an import that ends in ts finds no handler of another ending', async () => {
  const settings = { 'package.json': '{"toolwright":{"imports":"ts"}}' };
  const folder = project({
    ...settings,
    'handlers/look.js': handler,
    'handlers/read_it.ts': handler,
  });
  expect((await generate(folder)).out).toContain('created   handlers/look.ts');
});

describe('generate refuses, and changes nothing:', () => {
  const refused = async (folder: string, options = {}) => {
    const before = filesIn(folder);
    const { code, err, out } = await generate(folder, options);
    expect([code, out]).toEqual([2, '']);
    expect(filesIn(folder)).toEqual(before);
    return err;
  };

  test.each([
    ['no tools.yaml', { 'tools.yaml': undefined }, {}, 'TW4006', 'there is no such file'],
    [
      'a file by almost this name',
      { 'tools.yml': two, 'tools.yaml': undefined },
      {},
      'TW4006',
      'did you mean tools.yml?',
    ],
    ['a folder below a file', {}, { file: 'tools.yaml/x.yaml' }, 'TW4006', 'there is no such file'],
    [
      'a folder instead of a file',
      { 'sub/notes.md': '' },
      { file: 'sub' },
      'TW4006',
      'it is a folder',
    ],
    ['the folder of the file', {}, { file: '.' }, 'TW4006', 'did you mean tools.yaml?'],
    ['broken YAML', { 'tools.yaml': 'tools: [' }, {}, 'TW10', 'tools.yaml:1'],
    ['the project as output folder', {}, { out: '.' }, 'TW4001', 'the project itself'],
    ['a parent', {}, { out: '..' }, 'TW4001', 'holds the project'],
    ['the root of the disk', {}, { out: '/' }, 'TW4001', 'root of the disk'],
    ['a file as output folder', { generated: 'x' }, {}, 'TW4001', 'is a file'],
    ['handlers inside of it', {}, { handlers: 'generated/h' }, 'TW4011', 'inside of the output'],
    [
      'a file of somebody else',
      { 'generated/index.ts': 'mine' },
      {},
      'TW4003',
      'index.ts is not a generated file',
    ],
    [
      'a handler that does not parse',
      { 'handlers/look.ts': 'a b c' },
      {},
      'TW4004',
      'handlers/look.ts:1:1',
    ],
    [
      'a handler without default',
      { 'handlers/look.ts': 'let a;' },
      {},
      'TW4005',
      'exports no default',
    ],
    ['a package.json that is none', { 'package.json': '{' }, {}, 'TW4007', 'not valid JSON'],
    [
      'a setting that is none',
      { 'package.json': '{"toolwright":{"outt":"x"}}' },
      {},
      'TW4007',
      'did you mean out?',
    ],
    [
      'an ending that is none',
      { 'package.json': '{"toolwright":{"imports":"mjs"}}' },
      {},
      'TW4007',
      'toolwright.imports is neither js nor ts',
    ],
    [
      'a handlers folder below a file',
      { wall: 'x' },
      { handlers: 'wall/h' },
      'TW4002',
      'cannot be written',
    ],
  ])('%s', async (_name, files, options, code, text) => {
    const all = { 'tools.yaml': two, 'package.json': '{}', ...files } as Record<
      string,
      string | undefined
    >;
    const kept = Object.entries(all).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const said = await refused(folderOf(Object.fromEntries(kept)), options);
    expect(said).toContain(code);
    expect(said).toContain(text);
  });

  test('an output folder that leads out through a link', async () => {
    const [folder, elsewhere] = [project(), folderOf({ 'a.ts': 'mine' })];
    symlinkSync(elsewhere, join(folder, 'generated'));
    expect(await refused(folder)).toContain('leads out of the project through a link');
  });

  test('an included file that a link leads out to', async () => {
    const [folder, elsewhere] = [
      project({ 'tools.yaml': `${two}include: [more.yaml]\n` }),
      folderOf({ 'more.yaml': 'tools: {}' }),
    ];
    symlinkSync(join(elsewhere, 'more.yaml'), join(folder, 'more.yaml'));
    expect(await refused(folder)).toContain('it leads out of the folder of tools.yaml');
  });

  test('an old manifest in conflict mends itself', async () => {
    const folder = project();
    await generate(folder);
    const before = filesIn(folder);
    const text = before['generated/manifest.json'] as string;
    writeFileSync(
      join(folder, 'generated/manifest.json'),
      text.replace('"tools"', '<<<<<<< HEAD\n"tools"'),
    );
    mkdirSync(join(folder, 'generated/empty'));
    expect((await generate(folder)).code).toBe(0);
    expect(filesIn(folder)).toEqual(before);
  });
});
