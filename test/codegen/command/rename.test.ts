import { chmodSync, mkdirSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renameCommand } from '../../../codegen/command/rename.js';
import { filesIn, folderOf } from '../folder.js';
import { check, generate, listen } from './project.js';

const yaml = `# the file
version: 1
name: demo   # its name
permissions: { all: { authenticated: true } }
tools:
  'get_weather':   # quoted, with a comment
    description: get_weather tells the weather of a city
    effect: read
    permission: all
    parameters: { type: object, properties: { city: { type: string, maxLength: 50 } } }
  other: { description: Another one of them, effect: read, permission: all, parameters: { type: object, properties: {} } }
`;

const rename = (cwd: string, from: string, to: string) =>
  listen((terminal) => renameCommand(from, to, {}, cwd, terminal), 'pretty');

describe('rename', () => {
  test('the key, the handler file and its import; then nothing is left to do', async () => {
    const folder = folderOf({ 'tools.yaml': yaml, 'package.json': '{"type":"module"}' });
    await generate(folder);
    const said = await rename(folder, 'get_weather', 'read_weather');
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toContain('handlers/read_weather.ts');
    const files = filesIn(folder);
    expect(files['tools.yaml']).toBe(yaml.replace("'get_weather'", "'read_weather'"));
    expect(files['handlers/get_weather.ts']).toBeUndefined();
    expect(files['handlers/read_weather.ts']).toContain("'../generated/tools/read_weather.js'");
    await generate(folder);
    expect((await check(folder)).code).toBe(0);
    const before = filesIn(folder);
    expect(await rename(folder, 'get_weather', 'read_weather')).toMatchObject({ code: 0 });
    expect(filesIn(folder)).toEqual(before);
  });

  test.each([
    ['a tool that is not there', 'get_wether', 'x', 'get_weather'],
    ['a name that is taken', 'get_weather', 'other', 'a tool already'],
    ['a name that is none', 'get_weather', '9 lives', 'no name of a tool'],
    ['a key that no file may have', 'get_weather', 'constructor', 'TW1014'],
    ['a device of Windows', 'get_weather', 'aux', 'TW3012'],
    ['the name of another one in code', 'get_weather', '_other', 'TW3010'],
    ['the name of another one in capitals', 'get_weather', 'Other', 'TW3011'],
  ])('%s is refused, and nothing changes', async (_, from, to, told) => {
    const folder = folderOf({ 'tools.yaml': yaml });
    const said = await rename(folder, from, to);
    expect(said.code).toBe(2);
    expect(said.err).toContain(told);
    expect(filesIn(folder)).toEqual({ 'tools.yaml': yaml });
  });

  test('in a file without tools there is none to rename', async () => {
    const said = await rename(folderOf({ 'tools.yaml': 'version: 1\n' }), 'a', 'b');
    expect(said.code).toBe(2);
    expect(said.err).toContain('TW4009');
  });

  test.each([
    ['a conflict', '<<<<<<< HEAD\nexport default 1;\n=======\nexport default 2;\n>>>>>>> x\n'],
    ['a syntax error', 'export default getWeather.handler(async ( => {\n'],
  ])('a handler file with %s is left alone, and tools.yaml too', async (_, handler) => {
    const files = { 'tools.yaml': yaml, 'handlers/get_weather.ts': handler };
    const folder = folderOf(files);
    const said = await rename(folder, 'get_weather', 'read_weather');
    expect(said.code).toBe(2);
    expect(said.err).toContain('TW4004');
    expect(filesIn(folder)).toMatchObject(files);
  });

  test('a tool of an included file is renamed there', async () => {
    const included =
      'tools:\n  find_it: { description: Finds a thing by name, effect: read, permission: all, parameters: { type: object, properties: {} } }\n';
    const folder = folderOf({
      'tools.yaml': `include: [more.yaml]\n${yaml}`,
      'more.yaml': included,
    });
    expect(await rename(folder, 'find_it', 'seek')).toMatchObject({ code: 0 });
    expect(filesIn(folder)['more.yaml']).toBe(included.replace('find_it', 'seek'));
  });

  test('links stay links, and who may read or run a file stays as it was', async () => {
    const handler = "import { getWeather } from '../generated/tools/get_weather.js';\n";
    const folder = folderOf({ 'real.yaml': yaml, 'handlers/real.txt': handler });
    const at = (...names: string[]) => join(folder, ...names);
    symlinkSync('real.yaml', at('tools.yaml'));
    symlinkSync('real.txt', at('handlers/get_weather.ts'));
    chmodSync(at('real.yaml'), 0o600);
    chmodSync(at('handlers/real.txt'), 0o755);
    expect(await rename(folder, 'get_weather', 'read_weather')).toMatchObject({ code: 0 });
    expect(readlinkSync(at('tools.yaml'))).toBe('real.yaml');
    expect(readlinkSync(at('handlers/read_weather.ts'))).toBe('real.txt');
    const files = filesIn(folder);
    expect(files['real.yaml']).toBe(yaml.replace("'get_weather'", "'read_weather'"));
    expect(files['handlers/real.txt']).toContain('read_weather.js');
    const modes = ['real.yaml', 'handlers/real.txt'].map((name) => statSync(at(name)).mode & 0o777);
    expect(modes).toEqual([0o600, 0o755]);
  });

  test('a handler that is a link out of the project is neither read nor written', async () => {
    const handler = "import { getWeather } from '../generated/tools/get_weather.js';\n";
    const elsewhere = folderOf({ 'theirs.ts': handler });
    const folder = folderOf({ 'tools.yaml': yaml, 'handlers/.keep': '' });
    symlinkSync(join(elsewhere, 'theirs.ts'), join(folder, 'handlers/get_weather.ts'));
    const { code, err } = await rename(folder, 'get_weather', 'read_weather');
    expect([code, err]).toEqual([2, expect.stringContaining('leads out of the project')]);
    expect(filesIn(folder)['tools.yaml']).toBe(yaml);
    expect(filesIn(elsewhere)).toEqual({ 'theirs.ts': handler });
  });

  test.each(['.tsx', '.js'])('a handler may be a %s file', async (ending) => {
    const handler =
      "import { getWeather } from '../generated/tools/get_weather.js';\nexport default getWeather.handler(() => null);\n";
    const folder = folderOf({ 'tools.yaml': yaml, [`handlers/get_weather${ending}`]: handler });
    expect(await rename(folder, 'get_weather', 'read_weather')).toMatchObject({ code: 0 });
    const files = filesIn(folder);
    expect(files[`handlers/get_weather${ending}`]).toBeUndefined();
    expect(files[`handlers/read_weather${ending}`]).toContain('readWeather.handler');
  });

  test('a handler that is no text is not left behind under the old name', async () => {
    const folder = folderOf({ 'tools.yaml': yaml });
    mkdirSync(join(folder, 'handlers'));
    writeFileSync(join(folder, 'handlers/get_weather.ts'), Buffer.from([0xff, 0xfe, 0x41]));
    const said = await rename(folder, 'get_weather', 'read_weather');
    expect(said).toMatchObject({ code: 2 });
    expect(said.err).toContain('TW4006');
    expect(filesIn(folder)['tools.yaml']).toBe(yaml);
  });
});
