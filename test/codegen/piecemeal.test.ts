import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchesOf, batchLength } from '../../codegen/batches.js';
import { byPlace } from '../../codegen/check/index.js';
import { generate } from '../../codegen/generate.js';
import { type Entry, Memory, type Shelf } from '../../codegen/memory.js';
import { piecemeal } from '../../codegen/piecemeal.js';
import type { Input } from '../../codegen/read/index.js';
import { type Meaning, whole } from '../../codegen/whole.js';
import { layout } from './emit/catalog.js';

/** Reading in pieces is reading the whole, or it is not done: shown by doing both. */

const root = join(import.meta.dirname, '../..');
const golden = join(root, 'test/golden');
const folders = ['bad', 'good'].flatMap((kind) =>
  readdirSync(join(golden, kind)).map((name) => join(golden, kind, name)),
);

const inputOf = (text: string, files: Readonly<Record<string, string>> = {}): Input => ({
  file: 'tools.yaml',
  text,
  load: (path) =>
    path in files ? { text: files[path] as string } : { error: 'there is no such file' },
});

function inputIn(folder: string): Input {
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);
  const files = Object.fromEntries(texts);
  return inputOf(files['tools.yaml'] ?? '', files);
}

/** Keeps text alone, as a disk does. */
class TextShelf implements Shelf {
  readonly texts = new Map<string, string>();
  readonly missed: string[] = [];
  readonly #entries = new Map<string, Entry>();
  get(key: string) {
    const text = this.texts.get(key);
    if (text === undefined) this.missed.push(key);
    return text === undefined ? undefined : (JSON.parse(text) as Entry);
  }
  set(key: string, entry: Entry) {
    this.#entries.set(key, entry);
  }
  save() {
    for (const [key, entry] of this.#entries) this.texts.set(key, JSON.stringify(entry));
    this.missed.length = 0;
  }
}

const sorted = ({ diagnostics, catalog }: Meaning) => ({
  diagnostics: [...diagnostics].sort(byPlace),
  catalog,
});

/** Whether the pieces sufficed, for each length of them. */
async function compare(
  input: Input,
  lengths: readonly number[],
  shelf = () => new TextShelf(),
): Promise<boolean[]> {
  let expected: ReturnType<typeof sorted> | undefined;
  const one = async (length: number) => {
    const pieces = await piecemeal(input, new Memory(shelf()), length);
    if (!pieces) return false;
    expected ??= sorted(await whole(input));
    expect(sorted(pieces)).toEqual(expected);
    return true;
  };
  const sufficed: boolean[] = [];
  for (const length of lengths) sufficed.push(await one(length));
  return sufficed;
}
const yes = [true, true, true];

const desk = readFileSync(join(root, 'tools.yaml'), 'utf8');

describe('in pieces', () => {
  test.each(folders)('%s', async (folder) => {
    await compare(inputIn(folder), [1, 500, 1e6]);
  });

  test('the support desk is read in pieces', async () => {
    expect(await compare(inputOf(desk), [1, 700, 1e6])).toEqual(yes);
  });

  test('so are files that are included', async () => {
    const [head = '', ...tools] = desk.split(/^(?= {2}[a-z_]+:\n {4}description)/m);
    const part = (lines: readonly string[]) => `tools:\n${lines.join('')}`;
    const files = { 'more/a.yaml': part(tools.slice(2, 6)), 'b.yaml': part(tools.slice(6)) };
    const text = `include: [more/a.yaml, b.yaml]\n${head}${tools.slice(0, 2).join('')}`;
    expect(await compare(inputOf(text, files), [1, 700, 1e6])).toEqual(yes);
  });

  test('a text that keeps its last lines keeps those it has', async () => {
    const tool = (name: string) =>
      `  ${name}:\n    effect: read\n    permission: open\n    description: |+\n      Look.\n\n`;
    const head = 'version: 1\nname: x\npermissions:\n  open: { public: true }\ntools:\n';
    const text = `${head}${['a', 'b', 'c'].map(tool).join('')}`;
    expect(await compare(inputOf(text), [1])).toEqual([true]);
  });

  test('an alias across tools is read as a whole', async () => {
    const text = desk.replace('description: Get', 'description: &get Get');
    expect(text).not.toBe(desk);
    const aliased = `${text}  again:\n    description: *get\n    effect: read\n    permission: read_only\n`;
    for (const length of [500, 1e6])
      expect(await piecemeal(inputOf(aliased), new Memory(), length)).toBeUndefined();
  });
});

describe('what is remembered', () => {
  const tried = async (text: string, shelf: TextShelf) => {
    const memory = new Memory(shelf);
    const { files, diagnostics } = await generate(inputOf(text), layout, memory);
    shelf.save();
    return { files, diagnostics };
  };

  test('gives the same bytes, and is all that is needed', async () => {
    const shelf = new TextShelf();
    const first = await tried(desk, shelf);
    const again = await tried(desk, shelf);
    expect(again).toEqual(first);
    expect(again.files).toEqual((await generate(inputOf(desk), layout)).files);
  });

  test('an edit of one tool reads that tool', async () => {
    const shelf = new TextShelf();
    await tried(desk, shelf);
    const edited = desk.replace('description: Get', 'description: Now get');
    const memory = new Memory(shelf);
    const { files } = await generate(inputOf(edited), layout, memory);
    expect(shelf.missed).toHaveLength(1);
    expect(files).toEqual((await generate(inputOf(edited), layout)).files);
  });

  test('a text that no tool of a level lists is wrong, and one that some tool lists is not', async () => {
    const tool = (name: string, level: string, states: string) => `  ${name}:
    description: Reads
    effect: read
    permission: ${level}
    parameters:
      { type: object, properties: { state: { enum: [${states}] } }, required: [state] }
    examples: [{ state: open }]
`;
    const by = 'expires: 1h, by: { roles: [boss] }';
    const grants = 'grants: { for: 1h, max: 2, when: \'args.state != "late"\' }';
    const text = (...tools: string[]) => `version: 1
name: desk
permissions:
  other: { authenticated: true }
  level:
    authenticated: true
    forbid: 'args.state == "late"'
    approval: { when: 'args.state in ["late"]', ${by}, ${grants} }
tools:
${tools.join('')}`;
    const [none, a] = [tool('none', 'other', 'open'), tool('a', 'level', 'open')];
    const late = tool('b', 'level', 'open, late');
    const shelf = new TextShelf();
    expect(await compare(inputOf(text(none, a, late)), [1], () => shelf)).toEqual([true]);
    shelf.save();
    const edited = tool('b', 'level', 'open, lost');
    for (const tools of [
      [none, a, late],
      [none, a],
      [none, a, edited],
      [none, late],
    ]) {
      const input = inputOf(text(...tools));
      expect(await compare(input, [1, 1e6], () => shelf)).toEqual([true, true]);
      const codes = (await whole(input)).diagnostics.map(({ code }) => code);
      expect(codes).toEqual(tools.includes(late) ? [] : ['TW3076', 'TW3076', 'TW3076']);
    }
    const { diagnostics } = await whole(inputOf(text(none, a, edited)));
    expect(diagnostics[0]).toMatchObject({
      place: { line: 7, column: 28 },
      message: '`args.state` is never "late"',
      help: expect.stringContaining('lost'),
    });
  });

  test('an edit beside the tools reads all of them', async () => {
    const shelf = new TextShelf();
    await tried(desk, shelf);
    const edited = desk.replace('timeout: 10s', 'timeout: 11s');
    await tried(edited, shelf);
    const { files } = await generate(inputOf(edited), layout, new Memory(shelf));
    expect(files).toEqual((await generate(inputOf(edited), layout)).files);
  });

  test('whatever is typed, memory changes nothing', async () => {
    const shelf = new TextShelf();
    await tried(desk, shelf);
    const lines = desk.split('\n');
    const edit = fc.record({
      at: fc.nat(desk.length),
      gone: fc.nat(12),
      typed: fc.oneof(
        fc.constantFrom(
          '"',
          "'",
          '{',
          '[',
          ']',
          '}',
          '&a ',
          '*a',
          '|',
          '>',
          '#',
          ':',
          '- ',
          '---\n',
          '\t',
        ),
        fc.constantFrom(
          '\n',
          '\n  ',
          '  x: y\n',
          'tools:\n',
          '\n  look:\n',
          '|+\n\n',
          'include: []\n',
        ),
        fc.constantFrom(...lines.map((line) => `\n${line}\n`)),
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 2 }), async (edits) => {
        const text = edits.reduce(
          (all, { at, gone, typed }) => all.slice(0, at) + typed + all.slice(at + gone),
          desk,
        );
        await compare(inputOf(text), [3], () => shelf);
      }),
      { numRuns: 300 },
    );
  });
});

describe('how many tools are read at a time', () => {
  const pieces = Array.from({ length: 100 }, (_, at) => {
    const place = { file: 'tools.yaml', line: at + 1, column: 1, length: 1 };
    return { name: `t${at}`, text: 'x'.repeat(1000), place, start: 0, end: 0, lines: 1 };
  });
  const sizes = (rest: string) => batchesOf(pieces, batchLength(rest)).map((batch) => batch.length);

  test('ten or so, in their order', () => {
    expect(sizes('')).toEqual(Array(10).fill(10));
    expect(batchesOf(pieces, 1500).flat()).toEqual(pieces);
    expect(batchesOf([], 1)).toEqual([]);
  });

  test('what stands beside them is not read again and again', () => {
    expect(sizes('x'.repeat(8_000))).toEqual([32, 32, 32, 4]);
    expect(sizes('x'.repeat(500_000))).toEqual([100]);
  });
});
