import { row } from '../report.js';

type None = Record<string, never>;
const json = 'tools.yaml is read as JSON data: what JSON cannot hold would change its meaning.';

/** An included file may hold neither a version nor a name. */
const START =
  'start with `version: 1`, `name:`, `permissions:` and `tools:`; an included file with a section, as `tools:`';

/** TW10xx: what tools.yaml is as a text, before anything it says is looked at. */
export const yaml = {
  TW1001: row<{ bytes: number; most: number }>({
    severity: 'error',
    title: 'The file is too large',
    message: ({ bytes, most }) => `the file has ${bytes} bytes; at most ${most} are read`,
    why: 'A bound on the text keeps a broken or hostile file from stalling the compiler.',
    help: () => 'split it: name the parts under `include:`',
  }),
  TW1002: row<{ most: number }>({
    severity: 'error',
    title: 'The file is nested too deep',
    message: ({ most }) => `nested more than ${most} levels deep`,
    why: 'A bound on nesting keeps a broken or hostile file from exhausting the compiler.',
    help: () => 'move inner schemas to `schemas:` and name them by $ref',
  }),
  TW1003: row<{ problem: string; help?: string }>({
    severity: 'error',
    title: 'The file is not valid YAML',
    message: ({ problem }) => problem,
    why: 'The text breaks the grammar of YAML 1.2, so what it means cannot be known.',
    help: ({ help }) => help ?? 'correct the text here, or just before',
  }),
  TW1004: row<None>({
    severity: 'error',
    title: 'A second colon in a value without quotes',
    message: () => 'this value without quotes holds a colon and a blank',
    why: 'In YAML `a: b: c` starts a map inside of a value, which is not allowed on one line.',
    help: () => "quote the string: key: 'text: more text'",
  }),
  TW1005: row<None>({
    severity: 'error',
    title: 'A tab as indentation',
    message: () => 'a tab is used as indentation',
    why: 'YAML takes blanks only for indentation: how wide a tab is differs between editors.',
    help: () => 'replace the tab by blanks',
  }),
  TW1006: row<{ directive: string }>({
    severity: 'error',
    title: 'A YAML directive',
    message: ({ directive }) => `the directive ${directive} is not taken`,
    why: 'A directive changes how the rest is read: under %YAML 1.1, `no` is false and 012 is 10.',
    help: () => 'remove the line; the file is read as YAML 1.2',
  }),
  TW1007: row<None>({
    severity: 'error',
    title: 'More than one document',
    message: () => 'a second document starts here',
    why: 'tools.yaml is one document: everything after `---` would be ignored.',
    help: () => 'remove the `---` line, or move the second part to a file named under `include:`',
  }),
  TW1008: row<{ tag: string }>({
    severity: 'error',
    title: 'A tag that is not read',
    message: ({ tag }) => `the tag ${tag} is not read`,
    why: json,
    help: () => 'remove the tag and write the plain value',
  }),
  TW1009: row<{ key: string }>({
    severity: 'error',
    title: 'A key that stands twice',
    message: ({ key }) => `the key \`${key}\` stands twice in this map`,
    why: 'One of the two would silently win.',
    help: () => 'remove or rename one of them',
  }),
  TW1010: row<None>({
    severity: 'error',
    title: 'A merge key',
    message: () => '`<<` does not merge',
    why: 'Merge keys are not part of YAML 1.2: `<<` would be a key like any other.',
    help: () => 'write the members out; share schemas under `schemas:` and by $ref',
  }),
  TW1011: row<{ most: number }>({
    severity: 'error',
    title: 'Aliases that grow too large',
    message: ({ most }) => `with this alias the aliases stand for more than ${most} values`,
    why: 'Aliases of aliases grow exponentially; a bound keeps them from filling the memory.',
    help: () => 'write the values out, or share schemas under `schemas:` and by $ref',
  }),
  TW1012: row<{ name: string; recursive: boolean }>({
    severity: 'error',
    title: 'An alias that stands for nothing or for itself',
    message: ({ name, recursive }) =>
      recursive ? `the alias *${name} is inside of what it stands for` : `no &${name} comes before`,
    why: 'An alias stands for a value that is complete before it.',
    help: ({ recursive }) =>
      recursive
        ? 'write a recursive schema under `schemas:` and name it by $ref'
        : 'put the anchor first, or write the value out',
  }),
  TW1013: row<{ text: string; becomes: string }>({
    severity: 'error',
    title: 'A number that is not what it looks like',
    message: ({ text, becomes }) => `${text} would be read as ${becomes}`,
    why: json,
    help: () => 'write a number that JSON keeps exactly, or quote it to mean text',
  }),
  TW1014: row<{ key: string }>({
    severity: 'error',
    title: 'A key that JavaScript reserves',
    message: ({ key }) => `\`${key}\` cannot be a key`,
    why: 'In JavaScript every object has it already: code that reads it can be led astray.',
    help: () => 'choose another name',
  }),
  TW1015: row<None>({
    severity: 'error',
    title: 'The file is empty',
    message: () => 'the file is empty',
    why: 'There is nothing to compile.',
    help: () => START,
  }),
  TW1016: row<{ got: string }>({
    severity: 'error',
    title: 'The file is not a map',
    message: ({ got }) => `the file holds ${got}, not a map`,
    why: 'tools.yaml is one map with keys such as `version` and `tools`.',
    help: () => START,
  }),
  TW1017: row<None>({
    severity: 'error',
    title: 'A key that is not text',
    message: () => 'this key is not a text',
    why: json,
    help: () => 'use a plain name as the key; quote text that starts with [, {, ?, & or *',
  }),
  TW1018: row<{ quote: string }>({
    severity: 'error',
    title: 'A quote that is never closed',
    message: ({ quote }) => `the string that starts here with ${quote} is not closed`,
    why: 'Everything to the end of the file would belong to the string.',
    help: ({ quote }) => `add the closing ${quote}`,
  }),
  TW1019: row<{ character: string }>({
    severity: 'error',
    title: 'A character that no text may hold',
    message: ({ character }) => `${character} may not stand in the file`,
    why: 'YAML and UTF-8 allow no control characters and no halves of characters.',
    help: () => 'remove it',
  }),
  TW1020: row<{ marker: string }>({
    severity: 'error',
    title: 'A conflict of a merge',
    message: ({ marker }) => `a merge left a conflict here: \`${marker}\``,
    why: 'Both sides of a conflict stand in the file, and only a person knows which one is meant.',
    help: () =>
      'keep what is meant of both sides, and remove the lines <<<<<<<, ======= and >>>>>>>',
  }),
};
