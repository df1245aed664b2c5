import { expect, test } from 'vitest';
import { placeWithin } from '../../../codegen/cel/place.js';
import { read } from '../../../codegen/read/index.js';

const load = () => ({ error: 'no includes' });
/** The text that is underlined, and where it starts. */
function underlined(text: string, part: string): string {
  const node = read({ file: 'tools.yaml', text, load }).root?.get('key');
  if (!node) throw new Error('no key');
  const value = node.json as string;
  const start = value.indexOf(part);
  const { line, column, length } = placeWithin(node, start, start + part.length);
  const shown = text.split('\n')[line - 1]?.slice(column - 1, column - 1 + length);
  return `${line}:${column} ${shown}`;
}

test.each([
  ['plain', 'key: args.count > 5', 'count', '1:11 count'],
  ['plain over two lines', 'key: args.count\n  > five', 'five', '2:5 five'],
  ['single quotes', "key: 'args.count > 5'", 'count', '1:12 count'],
  ['doubled single quotes', "key: 'args.a == ''x'' && count'", 'count', '1:26 count'],
  ['double quotes', 'key: "args.count > 5"', 'count', '1:12 count'],
  ['escaped quotes', 'key: "args.a == \\"x\\" && count"', 'count', '1:26 count'],
  ['an escaped line break', 'key: "args.a ||\\n\\t\\r args.count"', 'count', '1:28 count'],
  [
    'an escape that stands for another character',
    'key: "args.\\x63ount > 5"',
    'count',
    '1:12 \\x63ount',
  ],
  ['escapes of every length', 'key: "\\u0061 == \\U0001F600 + count"', 'count', '1:30 count'],
  ['an escaped character', 'key: "a == \\U0001F600 + b"', '😀', '1:12 \\U0001F600'],
  ['escaped white space', 'key: "a ==\\_\\N\\L\\t\\ count\\v"', 'count', '1:21 count'],
  ['a line break that is escaped', 'key: "a == \\\n  count"', 'count', '2:3 count'],
  ['a literal block', 'key: |\n  args.a ||\n    args.count\n', 'count', '3:10 count'],
  ['a folded block', 'key: >-\n  args.a ||\n  args.count\n', 'count', '3:8 count'],
  ['a block with a comment in its header', 'key: | # why\n  args.count\n', 'count', '2:8 count'],
  ['a flow map', '{ key: args.count }', 'count', '1:13 count'],
  ['windows line ends', 'key: >-\r\n  args.a ||\r\n  args.count\r\n', 'count', '3:8 count'],
  ['wide characters before it', 'key: \'"😀" + count\'', 'count', '1:14 count'],
  [
    'a part over two lines',
    'key: |\n  args.a ||\n  args.b\n',
    'args.a ||\nargs.b',
    '2:3 args.a ||',
  ],
])('%s', (_, text, part, expected) => {
  expect(underlined(text, part)).toBe(expected);
});

test('an alias: the whole of it', () => {
  expect(underlined('other: &a args.count\nkey: *a', 'count')).toBe('2:6 *a');
});
