import { describe, expect, test } from 'vitest';
import { inspect } from '../../../codegen/scaffold/inspect.js';

describe('inspect', () => {
  test.each([
    ['an expression', 'export default tool.handler(async () => 1);', true],
    ['a function', 'export default async function run() {}', true],
    ['a class', 'export default class {}', true],
    ['renamed', 'const run = 1; export { run as default };', true],
    ['from elsewhere', "export { default } from './other.js';", true],
    ['a type only', 'type run = 1; export type { run as default };', false],
    ['a star', "export * from './other.js';", false],
    ['export =', 'export = 1;', false],
    ['another name', 'export const run = 1;', false],
    ['a comment', '// export default 1', false],
    ['a string', "const text = 'export default 1';", false],
    ['a shebang, a BOM and CRLF', '\ufeff#!/usr/bin/env node\r\nexport default 1;\r\n', true],
    ['an empty file', '', false],
  ])('default export by %s', async (_name, text, exportsDefault) => {
    expect(await inspect('a.ts', text)).toEqual({ exportsDefault });
  });

  const page = "from '../generated/tools/get_note.js';\n";
  test.each([
    ['by name', `import { getNote } ${page}export default getNote.handler(f);`, 'get_note'],
    ['under an alias', `import { getNote as n } ${page}export default n.handler(f);`, 'get_note'],
    ['what is no tool', `import { other } ${page}export default other.handler(f);`, undefined],
    [
      'a variable',
      `import { getNote } ${page}const h = getNote.handler(f);\nexport default h;`,
      undefined,
    ],
    [
      'of elsewhere',
      "import { getNote } from './note.js';\nexport default getNote.handler(f);",
      undefined,
    ],
  ])('the tool that a handler is made for: %s', async (_name, text, handles) => {
    expect((await inspect('a.ts', text)).handles).toBe(handles);
  });

  test.each([
    ['a missing brace', 'export default {\n  a: 1,\n', { line: 3, column: 1 }],
    [
      'a conflict',
      'const a = 1;\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n',
      { line: 2, column: 1 },
    ],
    ['no TypeScript', 'this is no code', { line: 1, column: 6 }],
  ])('%s, with its place', async (_name, text, place) => {
    expect((await inspect('a.ts', text)).problem).toMatchObject(place);
  });

  test('JSX is code in a .tsx file only', async () => {
    const text = 'export default <b>x</b>;';
    expect((await inspect('a.tsx', text)).problem).toBeUndefined();
    expect((await inspect('a.ts', text)).problem).toBeDefined();
  });
});
