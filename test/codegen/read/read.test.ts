import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { read } from '../../../codegen/read/index.js';
import { cpuMs } from '../../fixture/cost.js';

const none = { load: () => ({ error: 'no such file' }) };
const of = (text: string) => read({ file: 'tools.yaml', text, ...none });
const at = (text: string) =>
  of(text).diagnostics.map(
    ({ code, place }) => `${code} ${place?.line}:${place?.column}+${place?.length}`,
  );

describe('YAML traps', () => {
  const traps: readonly (readonly [string, string, readonly string[]])[] = [
    ['a second colon', 'a: 1\ndescription: Send: an email\n', ['TW1004 2:14+14']],
    ['a second colon in a flow map', 'a: {description: Send: an email, x: 1}', ['TW1004 1:18+21']],
    ['a value that goes on in a deeper line', 'a: 1\n b: 2\n', ['TW1003 1:4+1']],
    ['a tab', 'a:\n\tb: 1\n', ['TW1005 2:1+1']],
    ['a %YAML directive', '%YAML 1.1\n---\na: yes\n', ['TW1006 1:1+9']],
    ['a %TAG directive', '%TAG ! x\n---\na: 1\n', ['TW1006 1:1+8']],
    ['an unknown directive', '%FOO bar\n---\na: 1\n', ['TW1006 1:1+8']],
    ['a second document', 'a: 1\n---\nb: 2\n', ['TW1007 2:1+3']],
    ['a second document after dots', 'a: 1\n...\nb: 2\n', ['TW1007 3:1+3']],
    ['an unknown tag', 'a: !foo 1\n', ['TW1008 1:4+4']],
    ['a tag of YAML 1.1', 'a: !!binary aGk=\n', ['TW1008 1:4+8']],
    ['a key twice', 'a: 1\nb: 2\na: 3\n', ['TW1009 3:1+1']],
    ['a number and a string as one key', '1: a\n"1": b\n', ['TW1009 2:1+3']],
    ['a merge key', 'x: &x {a: 1}\ny: {<<: *x}\n', ['TW1010 2:5+2']],
    ['an alias without anchor', 'a: *x\n', ['TW1012 1:4+2']],
    ['an alias before its anchor', 'a: *x\nb: &x 1\n', ['TW1012 1:4+2']],
    ['a recursive alias', 'a: &x [*x]\n', ['TW1012 1:8+2']],
    ['a recursive root', '&r {a: {b: *r}}\n', ['TW1012 1:12+2']],
    ['a long integer', 'a: 12345678901234567890\n', ['TW1013 1:4+20']],
    [
      'infinity',
      'a: 1e400\nb: .inf\nc: -.inf\nd: .nan\n',
      ['TW1013 1:4+5', 'TW1013 2:4+4', 'TW1013 3:4+5', 'TW1013 4:4+4'],
    ],
    ['a leading zero', 'a: 017\n', ['TW1013 1:4+3']],
    ['too many digits', 'a: 0.12345678901234567890\n', ['TW1013 1:4+22']],
    [
      'a number between two doubles, and one that is too small for any',
      'a: 9007199254740993.0\nb: 12345678901234567e1\nc: 1e-400\n',
      ['TW1013 1:4+18', 'TW1013 2:4+19', 'TW1013 3:4+6'],
    ],
    [
      'keys of every object',
      '__proto__: 1\nconstructor: 2\na: {prototype: 3}\n',
      ['TW1014 1:1+9', 'TW1014 2:1+11', 'TW1014 3:5+9'],
    ],
    ['nothing', '', ['TW1015 1:1+1']],
    ['only a comment', '# hello\n', ['TW1015 1:1+1']],
    ['a list', '- a\n', ['TW1016 1:1+3']],
    ['a word', 'hello\n', ['TW1016 1:1+5']],
    ['a list as a key', '? [a]\n: 1\n', ['TW1017 1:3+1']],
    ['an alias as a key', 'a: &x b\n*x : 1\n', ['TW1017 2:1+2']],
    ['an open double quote', 'a: 1\nb: "x\nc: 2\nd: 3\n', ['TW1018 2:4+1']],
    ['an open single quote', "a: 'x\nb: 1\n", ['TW1018 1:4+1']],
    ['a control character', 'a: x\u0007\n', ['TW1019 1:5+1']],
    ['a lone carriage return', 'a: x\rb: y\n', ['TW1019 1:5+1']],
    ['half a character', 'a: x\ud83d\n', ['TW1019 1:5+1']],
    ['half a character as an escape', 'a: "\\ud83d"\n', ['TW1019 1:4+8']],
    ['a reserved start', 'a: @x\n', ['TW1003 1:4+1']],
    ['a wrong escape', 'a: "\\d+"\n', ['TW1003 1:5+1']],
    ['an open list', 'a: [1, 2\nb: 3\n', ['TW1003 2:1+1']],
  ];
  test.each(traps)('%s', (_, text, expected) => {
    expect(at(text)).toEqual(expected);
  });

  test('every problem of a file shows at once', () => {
    expect(at('a: 1\na: 2\nb: 017\n__proto__: 1\nc: {<<: 1}\n')).toEqual([
      'TW1009 2:1+1',
      'TW1013 3:4+3',
      'TW1014 4:1+9',
      'TW1010 5:5+2',
    ]);
  });

  test('what is wrong is not read, the rest is', () => {
    const { root } = of('a: 1\na: 2\nb: .inf\n__proto__: {x: 1}\nc: {<<: {y: 1}, z: 2}\n');
    expect(root?.json).toEqual({ a: 1, b: 0, c: { z: 2 } });
    expect(Object.keys(root?.json as object)).not.toContain('__proto__');
  });

  const fine: readonly (readonly [string, string, unknown])[] = [
    ['a byte order mark', '\uFEFFa: 1\n', { a: 1 }],
    ['CRLF', 'a: 1\r\nb: |\r\n  x\r\n  y\r\n', { a: 1, b: 'x\ny\n' }],
    [
      'words of YAML 1.1',
      'a: yes\nb: no\nc: on\nd: ~\ne: 1_000\n',
      { a: 'yes', b: 'no', c: 'on', d: null, e: '1_000' },
    ],
    [
      'numbers',
      'a: 0\nb: 0x1F\nc: 0o17\nd: -1.5e-7\ne: 9007199254740991\nf: 0.1\ng: 1e21\nh: 0.30000000000000004\n',
      {
        a: 0,
        b: 31,
        c: 15,
        d: -1.5e-7,
        e: 9007199254740991,
        f: 0.1,
        g: 1e21,
        h: 0.30000000000000004,
      },
    ],
    ['aliases', 'x: &x {a: [1, 2]}\ny: *x\n', { x: { a: [1, 2] }, y: { a: [1, 2] } }],
    ['an anchor that is set again', 'a: &x 1\nb: &x 2\nc: *x\n', { a: 1, b: 2, c: 2 }],
    ['the end of a document', '---\na: 1\n...\n', { a: 1 }],
    ['an explicit text', 'a: !!str 017\n', { a: '017' }],
    ['an emoji', 'a: "\\ud83d\\ude00😀"\n', { a: '😀😀' }],
  ];
  test.each(fine)('%s is fine', (_, text, json) => {
    expect(of(text)).toMatchObject({ diagnostics: [] });
    expect(of(text).root?.json).toEqual(json);
  });
});

describe('hostile texts are refused fast', () => {
  const bomb = (levels: number) =>
    [
      'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
      ...Array.from(
        { length: levels },
        (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`,
      ),
    ].join('\n');
  const hostile: readonly (readonly [string, string, string])[] = [
    ['too large', `a: ${'x'.repeat(1024 * 1024)}`, 'TW1001'],
    ['brackets', '['.repeat(100_000), 'TW1002'],
    ['braces', '{a: '.repeat(100_000), 'TW1002'],
    ['dashes', '- '.repeat(100_000), 'TW1002'],
    ['question marks', '? '.repeat(100_000), 'TW1002'],
    ['colons', ': '.repeat(100_000), 'TW1002'],
    ['nested colons', 'a: '.repeat(100_000), 'TW1002'],
    [
      'indentation',
      Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      'TW1002',
    ],
    ['brackets after an unclosed one', `a: [\nb: ${'['.repeat(100_000)}`, 'TW1002'],
    ['an alias bomb', bomb(9), 'TW1011'],
  ];
  test.each(hostile)('%s', (_, text, code) => {
    const { root, diagnostics } = of(text);
    expect(root).toBeUndefined();
    expect(diagnostics.map((each) => each.code)).toEqual([code]);
  });

  test('100 levels are read, more are not', () => {
    const nested = (depth: number) => `a: ${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(of(nested(98)).diagnostics).toEqual([]);
    expect(at(nested(100))).toEqual(['TW1002 1:102+1']);
  });

  test('many keys take linear time', () => {
    const took = (keys: number) => {
      const text = Array.from({ length: keys }, (_, i) => `k${i}: 1`).join('\n');
      return cpuMs(() => expect(of(text).root?.entries()).toHaveLength(keys));
    };
    const few = took(2_000);
    // Ten times the keys: a hundred times as long where each is compared with each.
    expect(took(20_000) / few).toBeLessThan(35);
  });
});

describe('a node', () => {
  const text = 'tools:\n  a: { x: [1, two] }\n  b:\n  c: &c\n    d: 1\n  e: *c\n';
  const root = of(text).root;
  const node = (...path: readonly (string | number)[]) =>
    path.reduce<typeof root>(
      (each, step) => (typeof step === 'string' ? each?.get(step) : each?.items()[step]),
      root,
    );

  test('knows its path, its place and its key', () => {
    expect(node('tools', 'a', 'x', 1)).toMatchObject({
      path: ['tools', 'a', 'x', 1],
      json: 'two',
      place: { line: 2, column: 15, length: 3 },
    });
    expect(node('tools', 'a')).toMatchObject({
      keyPlace: { line: 2, column: 3, length: 1 },
      place: { line: 2, column: 6, length: 15 },
    });
  });
  test('without a value stands where its key stands', () => {
    expect(node('tools', 'b')?.place).toEqual(node('tools', 'b')?.keyPlace);
  });
  test('of an alias stands where the alias does, its members where they are written', () => {
    expect(node('tools', 'e')).toMatchObject({ json: { d: 1 }, place: { line: 6, column: 6 } });
    expect(node('tools', 'e', 'd')?.place).toMatchObject({ line: 5, column: 8 });
    expect(node('tools', 'e', 'd')?.path).toEqual(['tools', 'e', 'd']);
  });
  test('knows how it is written', () => {
    const scalars = of('a: "x y" # c\nb: |\n  x\n   y\n\nc: x\n  y\nd:\ne: \'z\'\nf: []\n').root;
    const written = Object.fromEntries(
      scalars?.entries().map(([key, each]) => [key, each.written]) ?? [],
    );
    expect(written).toEqual({
      a: '"x y"',
      b: '|\n  x\n   y\n',
      c: 'x\n  y',
      d: undefined,
      e: "'z'",
      f: undefined,
    });
  });
  test('gives fresh data', () => {
    expect(root?.json).not.toBe(root?.json);
  });
});

test('the file of this repository', () => {
  const { root, diagnostics } = of(readFileSync('tools.yaml', 'utf8'));
  expect(diagnostics).toEqual([]);
  expect(root?.get('tools')?.entries()).toHaveLength(11);
});
