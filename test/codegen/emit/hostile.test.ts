import fc from 'fast-check';
import { ts } from 'ts-morph';
import { describe, expect, test } from 'vitest';
import type { Catalog, ToolIr } from '../../../codegen/ir.js';
import { catalogOf, emitted } from './catalog.js';

/** tools.yaml is hostile: whatever its texts hold, they stay texts in every file that is generated. */

const slots = `
version: 1
name: NAME
permissions:
  level: { description: TEXT, authenticated: true, roles: [TEXT], scopes: [TEXT], allow: 'TEXT', approval: { expires: 1h, by: { roles: [TEXT] } } }
rate_limits: { limit: { limit: 3, per: 1m, by: user } }
tools:
  first_tool:
    description: TEXT
    deprecated: TEXT
    effect: write
    permission: level
    rate_limit: [limit]
    allow: 'TEXT'
    errors: { failed: TEXT }
    parameters:
      type: object
      description: TEXT
      properties:
        KEY: { type: string, description: TEXT, default: TEXT, enum: [TEXT, x] }
        c: { type: object, properties: { KEY: { const: TEXT } }, required: [KEY] }
      required: [c]
    result: { type: object, properties: { KEY: { type: string, description: TEXT, redact: true } } }
    examples: [{ KEY: TEXT }]
`;

type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };
/** No name of a property has half a character: reading refuses it. */
const keyOf = (text: string): string => text.replace(/\p{Cs}/gu, '');
/** The catalogue with every placeholder replaced, keys too. */
function filled(value: Plain, text: string): Plain {
  if (value === 'KEY') return keyOf(text);
  if (typeof value === 'string') return value === 'TEXT' || value === 'NAME' ? text : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => filled(each, text));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key === 'KEY' ? keyOf(text) : key,
      filled(each, text),
    ]),
  );
}

const template = JSON.parse(JSON.stringify(catalogOf(slots)));
const catalogWith = (text: string) => filled(template, text) as unknown as Catalog;

interface Parsed extends ts.SourceFile {
  readonly parseDiagnostics: readonly ts.Diagnostic[];
}
/** What each top-level statement is, with its name. */
function outline(text: string): string[] {
  const file = ts.createSourceFile('x.ts', text, ts.ScriptTarget.ES2022) as Parsed;
  const faults = file.parseDiagnostics.map((each) =>
    ts.flattenDiagnosticMessageText(each.messageText, ' '),
  );
  expect(faults, text).toEqual([]);
  return file.statements.map((each) => ts.SyntaxKind[each.kind]);
}

async function outlines(catalog: Catalog): Promise<Record<string, string[]>> {
  const files = Object.entries(await emitted(catalog)).filter(([path]) => path.endsWith('.ts'));
  return Object.fromEntries(files.map(([path, text]) => [path, outline(text)]));
}

const attacks = [
  "'); process.exit(1); ('",
  '*/ process.exit(1); /*',
  '$' + '{process.exit(1)}',
  '`; process.exit(1); `',
  '\u2028process.exit(1)//',
  '</script><script>alert(1)</script>',
  '@ts-ignore',
  '// @ts-nocheck',
  '\\',
  '\ud800',
  '__proto__',
  'constructor',
  'it\'s "quoted"',
  'a\nb\r\nc\n\n@deprecated no',
  '\u202eevil\u2066',
  '',
  ' ',
];
const pieces = fc.constantFrom(
  ...attacks,
  'a',
  ' ',
  '*',
  '/',
  "'",
  '"',
  '`',
  '\\',
  '\n',
  '{',
  '}',
  '|',
);
const texts = fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join(''));

describe('hostile text', () => {
  test.each(attacks)('%j in every slot adds no statement', async (text) => {
    expect(await outlines(catalogWith(text))).toEqual(await outlines(catalogWith('harmless')));
  });

  test('nor does any mixture of them', async () => {
    const want = await outlines(catalogWith('harmless'));
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        expect(await outlines(catalogWith(text))).toEqual(want);
      }),
      { numRuns: 60 },
    );
  });

  test('the contract says what tools.yaml says, letter by letter', async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const page = (await emitted(catalogWith(text)))['tools/first_tool.ts'] as string;
        expect(contractIn(page).description).toBe(text);
        expect(contractIn(page).examples).toEqual([{ [keyOf(text)]: text }]);
      }),
      { numRuns: 40, examples: [['constructor']] },
    );
  });

  test('nothing in a comment or beside a string is invisible', async () => {
    const files = await emitted(catalogWith(attacks.join(' ')));
    for (const [path, text] of Object.entries(files)) {
      expect(text, path).not.toMatch(/[\u2028\u2029\u202a-\u202e\u2066-\u2069\p{Cs}]/u);
      if (path.endsWith('.ts'))
        expect(text, path).not.toMatch(/^\s*(\/\/|\*|\/\*\*?)\s*@ts-(?!nocheck: compiled)/m);
    }
  });

  test('the catalogue stays one table row a tool', async () => {
    const rows = async (text: string) =>
      ((await emitted(catalogWith(text)))['TOOLS.md'] as string)
        .split('\n')
        .map((line) => line.replace(/\\./g, '').split('|').length);
    for (const text of attacks.filter((each) => each.trim() !== ''))
      expect(await rows(`x ${text}`), text).toEqual(await rows('x harmless'));
  });
});

/** The object that a page hands to `defineTool`, with calls and functions as nothing. */
function contractIn(page: string): ToolIr {
  const body = page.slice(page.indexOf('()(') + 2).replace(/;\s*$/, '');
  const script = body.replace(/validators: \(\) => import\([^)]*\),/, '');
  // Without what is TypeScript alone: a member of the name `constructor` is written `as const`.
  const plain = ts.transpile(`return ${script}`, { target: ts.ScriptTarget.ES2022 });
  return new Function('cel', 'path', 'url', 'patterns', `'use strict'; ${plain}`)(
    ...Array.from({ length: 4 }, () => () => undefined),
  );
}
