import { describe, expect, test } from 'vitest';
import { lintCommand } from '../../../codegen/command/lint.js';
import { loadRecheck } from '../../../codegen/lint/recheck.js';
import { loadTokenizer } from '../../../codegen/tokens.js';
import { folderOf } from '../folder.js';
import { listen } from './project.js';

const yaml = (parameter: string, comment = '') => `
version: 1
name: desk
permissions:
  staff: { authenticated: true }
tools:
  find_note:${comment}
    description: Find a note by its words
    effect: read
    permission: staff
    parameters: { type: object, properties: { words: ${parameter} } }
`;
type Optional = Parameters<typeof lintCommand>[3];
const lint = (text: string, format: 'pretty' | 'json' | 'github' = 'pretty', optional?: Optional) =>
  listen(
    (terminal) => lintCommand({}, folderOf({ 'tools.yaml': text }), terminal, optional),
    format,
  );

describe('lint', () => {
  test('what is fine is said in a line', async () => {
    const said = await lint(yaml('{ type: string, maxLength: 9 }'));
    expect(said).toEqual({ code: 0, out: 'tools.yaml: 1 tool, nothing risky found\n', err: '' });
  });

  test('what bounds a union bounds its branches, and not what stands in them', async () => {
    const union = (bound: string, text: string) =>
      lint(yaml(`{ ${bound}, anyOf: [${text}, { type: 'null' }] }`));
    expect((await union('maxLength: 9', '{ type: string }')).err).toBe('');
    expect((await union('enum: [a, b]', '{ type: string }')).err).toBe('');
    const inside = '{ type: array, maxItems: 9, items: { type: string } }';
    expect((await union('maxLength: 9', inside)).err).toContain('TW6002');
  });

  test('what is risky ends with 1, in each format', async () => {
    const risky = yaml('{ type: string }');
    const pretty = await lint(risky);
    expect(pretty.code).toBe(1);
    expect(pretty.err).toMatch(/^warning\[TW6002\]: `words` of tool `find_note`/);
    const { diagnostics, silenced } = JSON.parse((await lint(risky, 'json')).out);
    expect([diagnostics[0].code, diagnostics[0].place.line, silenced]).toEqual(['TW6002', 11, 0]);
    expect((await lint(risky, 'github')).out).toMatch(/^::warning file=tools.yaml,line=11,/);
  });

  test('a comment at the tool, with a reason, lets it pass', async () => {
    const said = await lint(yaml('{ type: string }', ' # lint: allow TW6002 because it is cut'));
    expect(said.code).toBe(0);
    expect(said.out).toContain('1 allowed with a reason');
  });

  test('what does not compile is not looked at', async () => {
    const said = await lint(yaml('{ type: strng }'));
    expect(said.code).toBe(2);
    expect(said.err).not.toContain('TW6');
  });

  const pattern = (source: string) => yaml(`{ type: string, maxLength: 9, pattern: '${source}' }`);
  test('without recheck it says once what it did not look at, if there is any', async () => {
    const recheck = () => loadRecheck(() => Promise.reject(new Error('not installed')));
    const optional = { recheck, tokenizer: loadTokenizer };
    const { code, out } = await lint(pattern('^[a-z]+$'), 'pretty', optional);
    expect(code).toBe(0);
    expect(out.match(/recheck/g)).toHaveLength(1);
    const none = await lint(yaml('{ type: string, maxLength: 9 }'), 'pretty', optional);
    expect(none.out).not.toContain('recheck');
  });

  const map = (name: string) =>
    yaml(
      `{ type: object, maxProperties: 9, patternProperties: { '${name}': { type: integer } }, additionalProperties: false }`,
    );
  test.each([
    ['of a text', pattern('^(a+)+$')],
    [
      'of any name',
      yaml("{ type: object, additionalProperties: true, propertyNames: { pattern: '^(a+)+$' } }"),
    ],
    ['of what may not be', yaml("{ type: string, maxLength: 9, not: { pattern: '^(a+)+$' } }")],
    ['of a name', map('^(a+)+$')],
  ])(
    'a pattern %s that recheck suspects is reported, though no call stalls on it',
    async (_, text) => {
      const { err } = await lint(text);
      expect(err).toMatch(/TW6004.*recheck calls the pattern of .* vulnerable/);
      expect(err).toContain('^(a+)+$');
    },
  );
  test('one that it calls safe is not', async () => {
    expect((await lint(pattern('^[a-z]+$'))).code).toBe(0);
    expect((await lint(map('^[a-z]+$'))).code).toBe(0);
  });
});
