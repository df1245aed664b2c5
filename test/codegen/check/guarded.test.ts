import { expect, test } from 'vitest';
import { check } from '../../../codegen/check/index.js';
import { read } from '../../../codegen/read/index.js';

/** What is said of a tool with these parameters and examples: code, place and message. */
async function said(properties: string, examples = '[]'): Promise<readonly string[]> {
  const text = `version: 1
name: desk
permissions: { public: { public: true } }
sanitizers:
  words: [{ patterns: [secret] }]
  hook: [{ url: { hosts: [hooks.example.com] } }]
schemas:
  Mail: { type: string, maxLength: 20, sanitize: [trim, email] }
  Tree: { type: object, properties: { mail: { $ref: '#/schemas/Mail', default: nobody }, more: { type: array, items: { $ref: '#/schemas/Tree' } } } }
  Kind: { type: string, maxLength: 20, sanitize: identifier, default: a-b }
tools:
  send:
    description: Sends a note to somebody
    effect: read
    permission: public
    parameters:
      type: object
      properties: ${properties}
    examples: ${examples}
`;
  const { root, diagnostics } = read({ file: 'tools.yaml', text, load: () => ({ error: 'none' }) });
  const found = [...diagnostics, ...(root ? await check(root) : [])];
  return found.map(({ code, place, message }) => `${code} ${place?.line} ${message}`);
}

const refused = 'must be one plain e-mail address, like ada@example.com';
const named =
  '{ map: { type: object, propertyNames: { sanitize: identifier }, additionalProperties: { type: integer } } }';
const note = (sanitize: string) =>
  `{ note: { type: string, maxLength: 90, sanitize: ${sanitize} } }`;

test.each([
  ['a check', note('email'), 'note: not an email', `/note ${refused}`],
  ['a list of patterns', note('{ reject: words }'), 'note: my SECRET', '/note must not hold what'],
  ['a url rule', note('hook'), "note: 'https://example.com'", '/note must be at hooks.example.com'],
  ['a check of names', named, 'map: { a-b: 1 }', '/map/a-b its name must be an identifier'],
])('an example that %s refuses', async (_, properties, example, problem) => {
  const found = await said(properties, `[{ ${example} }]`);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(`TW3075 19 this example is wrong: ${problem}`);
});

test.each([
  ['a transform makes right', note('[trim, email]'), ' ada@example.com '],
  ['is only flagged', note('{ flag: words }'), 'my secret'],
  ['a path rule alone would ask the disk about', note('{ path: { root: reports } }'), 'a/b.txt'],
  ['goes where it may', note('hook'), 'https://hooks.example.com/x'],
])('an example that %s is none of it', async (_, properties, text) => {
  expect(await said(properties, `[{ note: '${text}' }]`)).toEqual([]);
});

test('a pattern that is none is told of once, where it stands', async () => {
  const found = await said(note("{ reject: ['('] }"), '[{ note: x }]');
  expect(found.map((each) => each.slice(0, 6))).toEqual(['TW3044']);
});

test.each([
  ['its own', '{ a: { type: string, maxLength: 9, sanitize: email, default: nobody } }', 18, ''],
  ['beside a $ref', "{ a: { $ref: '#/schemas/Mail', default: nobody } }", 18, ''],
  [
    'of a list',
    "{ a: { type: array, items: { $ref: '#/schemas/Mail' }, default: [nobody] } }",
    18,
    'at /0 ',
  ],
  ['in what is referred to', "{ a: { $ref: '#/schemas/Tree' } }", 9, ''],
  ['of a shared schema', "{ a: { $ref: '#/schemas/Kind' } }", 10, ''],
])('a default that a sanitizer refuses: %s', async (_, properties, line, at) => {
  const found = await said(properties);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(
    `TW2033 ${line} \`default\` does not match its schema: ${at}it must be`,
  );
});

const code = "{ type: string, pattern: '^[A-Z]+$', maxLength: 3, sanitize: lower_case }";
test.each([
  ['its own', '{ a: { enum: [EUR], default: EUR, sanitize: lower_case } }', 'be one of "EUR"'],
  ['of $defs', "{ a: { $ref: '#/$defs/Code', default: EUR } }", 'match the pattern ^[A-Z]+$'],
  [
    'in what is referred to',
    "{ a: { $ref: '#/$defs/Box', default: {} } }",
    'match the pattern ^[A-Z]+$',
  ],
  ['of a list', `{ a: { type: array, items: ${code}, default: [EUR] } }`, 'match the pattern'],
])('a default that its transforms make wrong: %s', async (_, properties, problem) => {
  const box = `{ type: object, properties: { code: { $ref: '#/$defs/Code', default: EUR } } }`;
  const $defs = `{ Code: ${code}, Box: ${box} }`;
  const found = await said(`${properties}\n      $defs: ${$defs}`);
  expect(found).not.toEqual([]);
  for (const each of found) expect(each).toMatch(/^TW2033 1[89] .* once it is sanitized$/);
  expect(found[0]).toContain(`it must ${problem}`);
});

test('a default that its transforms make right', async () => {
  expect(await said("{ a: { $ref: '#/schemas/Mail', default: ' ada@example.com ' } }")).toEqual([]);
});
