import { expect, test } from 'vitest';
import { read } from '../../../codegen/read/index.js';

const join = (text: string, files: Readonly<Record<string, string>> = {}) =>
  read({
    file: 'config/tools.yaml',
    text,
    load: (path) => {
      const found = files[path];
      return found === undefined ? { error: 'no such file' } : { text: found };
    },
  });
const codes = (...parameters: Parameters<typeof join>) =>
  join(...parameters).diagnostics.map(
    ({ code, place }) => `${code} ${place?.file}:${place?.line}:${place?.column}`,
  );

const main = 'include: [mail.yaml, parts/desk.yaml]\ntools:\n  a: {}\n';
const mail = 'tools:\n  b: { effect: read }\nsanitizers: { s: [] }\n';
const desk = 'tools: { c: {} }\n';

test('members of every file are joined, the main file first', () => {
  const { root, diagnostics } = join(main, { 'mail.yaml': mail, 'parts/desk.yaml': desk });
  expect(diagnostics).toEqual([]);
  expect(root?.json).toEqual({
    include: ['mail.yaml', 'parts/desk.yaml'],
    tools: { a: {}, b: { effect: 'read' }, c: {} },
    sanitizers: { s: [] },
  });
});

test('an included tool has the path of a tool and the place of its own file', () => {
  const { root } = join(main, { 'mail.yaml': mail, 'parts/desk.yaml': desk });
  expect(root?.get('tools')?.get('b')?.get('effect')).toMatchObject({
    path: ['tools', 'b', 'effect'],
    place: { file: 'config/mail.yaml', line: 2, column: 16 },
  });
  expect(root?.get('tools')?.get('c')?.place.file).toBe('config/parts/desk.yaml');
});

test.each([
  ['../x.yaml'],
  ['/etc/passwd'],
  ['a/../../x.yaml'],
  ['C:/x.yaml'],
  ['a\\x.yaml'],
  ['~/x.yaml'],
  ['file:///x'],
  ['..'],
  ['""'],
])('%s leaves the folder', (path) => {
  const load = () => {
    throw new Error('it must not be asked for');
  };
  const { diagnostics } = read({ file: 'tools.yaml', text: `include: [${path}]`, load });
  expect(diagnostics.map((each) => each.code)).toEqual(['TW1031']);
});

test('a file that is not there, is there twice, or is the file itself', () => {
  expect(codes('include: [x.yaml]')).toEqual(['TW1030 config/tools.yaml:1:11']);
  expect(codes('include: [m.yaml, ./m.yaml]', { 'm.yaml': 'tools: {}' })).toEqual([
    'TW1034 config/tools.yaml:1:19',
  ]);
  expect(codes('include: [tools.yaml]\ntools: { a: {} }')).toEqual([
    'TW1034 config/tools.yaml:1:11',
  ]);
});

test('a pattern of files is told that there are none', () => {
  expect(join('include: [tools/*.yaml]').diagnostics[0]?.help).toMatch(/^name each file/);
});

test('without one of its files nothing else is said: what stands there is missing everywhere', () => {
  const broken = 'tools: {';
  const main = 'include: [a.yaml, b.yaml, ../c.yaml, d.yaml]\ntools: { a: { permission: all } }';
  const { root, diagnostics } = join(main, { 'a.yaml': broken, 'b.yaml': 'wrong: 1' });
  expect(root).toBeUndefined();
  expect(diagnostics.map(({ code }) => code)).toEqual(['TW1003', 'TW1031', 'TW1030']);
});

test('an included file holds sections only', () => {
  const part = 'version: 1\ninclude: [y.yaml]\ntool: {}\ntools: {}\n';
  const { diagnostics } = join('include: [x.yaml]', { 'x.yaml': part });
  expect(diagnostics.map((each) => [each.code, each.place?.line])).toEqual([
    ['TW1032', 1],
    ['TW1032', 2],
    ['TW1032', 3],
  ]);
  expect(diagnostics[2]?.help).toBe('did you mean `tools`?');
});

test('a name in two files is named with both places', () => {
  const { diagnostics } = join('include: [x.yaml]\ntools: { a: {} }', {
    'x.yaml': 'tools:\n  a: {}\n',
  });
  expect(diagnostics).toMatchObject([
    {
      code: 'TW1033',
      place: { file: 'config/x.yaml', line: 2, column: 3 },
      related: [{ place: { file: 'config/tools.yaml', line: 2, column: 10 } }],
    },
  ]);
});

test('what is wrong in an included file is reported at its own place', () => {
  expect(codes('include: [x.yaml]', { 'x.yaml': 'tools: {\n' })).toEqual([
    'TW1003 config/x.yaml:1:9',
  ]);
  expect(codes('include: [x.yaml]', { 'x.yaml': 'tools: 1\n' })).toEqual([]);
  expect(join('include: [x.yaml]', { 'x.yaml': 'tools: 1\n' }).root?.get('tools')?.json).toBe(1);
});

test('entries that are no text are left to the check of the shape', () => {
  expect(codes('include: 1')).toEqual([]);
  expect(codes('include: [1, {a: b}]')).toEqual([]);
});
