import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ToolIr } from '../../../codegen/ir.js';
import { handlerFiles } from '../../../codegen/scaffold/files.js';
import { stub } from '../../../codegen/scaffold/stub.js';
import { survey } from '../../../codegen/scaffold/survey.js';
import { keep, kept } from '../../../codegen/write/keep.js';
import { filesIn, folderOf } from '../folder.js';

const tool = (name: string, properties: object = { a: {} }) =>
  ({
    name,
    identifier: name.replace(/_(.)/g, (_, c) => c.toUpperCase()),
    parameters: { properties },
  }) as unknown as ToolIr;
const tools = [tool('get_weather'), tool('send_email')];
const pages = '../generated/tools';
const written = 'export default 1;\n';

const look = (path: string, cache?: string) =>
  survey(tools, handlerFiles(path), { pages, show: (file) => `handlers/${file}`, cache });
const told = async (files: Record<string, string>) => {
  const folder = folderOf(files);
  const { missing, diagnostics } = await look(folder);
  expect(filesIn(folder)).toEqual(files);
  return {
    missing: missing.map(({ name }) => name),
    found: diagnostics.map(
      ({ code, place, help }) => `${code} ${place?.file}:${place?.line} ${help}`,
    ),
  };
};

describe('the handlers folder', () => {
  test('does not have to be there', async () => {
    const { missing } = await look(join(folderOf(), 'none'));
    expect(missing).toEqual(tools);
  });

  test('a tool without a file is missing; stubs, .tsx, .js and helpers are fine', async () => {
    const found = await told({
      'get_weather.ts': stub(tools[0] as ToolIr, pages),
      'send_email.tsx': written,
      'database.ts': 'export const db = 1;\n',
      'types.d.ts': 'export default 1;\n',
      'get_weather.test.ts': 'export default 1;\n',
      'README.md': 'no code',
      'inner/old_tool.ts': written,
    });
    expect(found).toEqual({ missing: [], found: [] });
  });

  test('the file that an import finds is the one that counts', async () => {
    const found = await told({
      'get_weather.ts': written,
      'get_weather.js': 'export {};\n',
      'send_email.js': written,
    });
    expect(found).toEqual({ missing: [], found: [] });
  });

  test('one that does not parse, or exports no default, is an error at its place', async () => {
    const found = await told({ 'get_weather.ts': '\n  const = 1;\n', 'send_email.ts': 'let a;\n' });
    expect(found).toEqual({
      missing: [],
      found: [
        'TW4004 handlers/get_weather.ts:2 correct the file, then run the command again',
        'TW4005 handlers/send_email.ts:1 write `export default <tool>.handler(async (input, context) => …)`',
      ],
    });
  });

  test('a handler of no tool is reported, with the name it may have now', async () => {
    const files = { 'get_weather.ts': written, 'send_mail.ts': written, 'quite_other.ts': written };
    expect(await told(files)).toEqual({
      missing: ['send_email'],
      found: [
        'TW4010 handlers/quite_other.ts:1 remove the file, or declare the tool',
        'TW4010 handlers/send_mail.ts:1 if send_email is its new name, move what the file holds to send_email.ts and remove it',
      ],
    });
  });

  test('a link that leads nowhere is no handler', async () => {
    const folder = folderOf({ 'send_email.ts': written });
    symlinkSync(join(folder, 'nowhere'), join(folder, 'get_weather.ts'));
    expect((await look(folder)).missing.map(({ name }) => name)).toEqual(['get_weather']);
  });
});

describe('verdicts are kept by the hash of a file', () => {
  test('and trusted only while they fit', async () => {
    const [folder, cache] = [
      folderOf({ 'get_weather.ts': 'let a;', 'send_email.ts': written }),
      folderOf(),
    ];
    const file = join(cache, 'deep/handlers.json');
    expect((await look(folder, file)).diagnostics).toHaveLength(1);
    const text = kept(file);
    expect(Object.keys(JSON.parse(text).verdicts)).toHaveLength(2);
    expect((await look(folder, file)).diagnostics).toHaveLength(1);
    keep(file, text.replaceAll('false', 'true'));
    expect((await look(folder, file)).diagnostics).toHaveLength(0);
    const damaged = readFileSync(file, 'utf8').replace('true', 'true ');
    for (const broken of [damaged, '', '{', '{"version":1,"verdicts":{"x":1}}']) {
      writeFileSync(file, broken);
      expect((await look(folder, file)).diagnostics).toHaveLength(1);
    }
    for (const other of ['[]', '{"version":1,"verdicts":{"x":1}}', '{"version":0}']) {
      keep(file, other);
      expect((await look(folder, file)).diagnostics).toHaveLength(1);
    }
  });

  test('a cache that cannot be written costs nothing but time', async () => {
    const folder = folderOf({ 'get_weather.ts': 'let a;', wall: 'a file' });
    expect((await look(folder, join(folder, 'wall/x.json'))).diagnostics).toHaveLength(1);
  });
});

describe('stub', () => {
  test.each([
    [{ location: {}, unit: {} }, '{ location, unit }'],
    [{}, 'input'],
    [{ a: {}, b: {}, c: {}, d: {}, e: {} }, 'input'],
    [{ 'user-id': {} }, 'input'],
    [{ class: {} }, 'input'],
    [{ context: {} }, 'input'],
    [{ getWeather: {} }, 'input'],
  ])('of %j takes %s', (properties, want) => {
    expect(stub(tool('get_weather', properties), pages)).toContain(`async (${want}, context) =>`);
  });

  test('as a person reads it', () => {
    expect(stub(tool('get_weather', { location: {}, unit: {} }), pages)).toMatchInlineSnapshot(`
      "import { NotImplemented } from 'toolwright';
      import { getWeather } from '../generated/tools/get_weather.js';

      export default getWeather.handler(async ({ location, unit }, context) => {
        throw new NotImplemented('get_weather');
      });
      "
    `);
  });
});
