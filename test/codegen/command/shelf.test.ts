import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DiskShelf } from '../../../codegen/command/shelf.js';
import type { Entry } from '../../../codegen/memory.js';
import { folderOf } from '../folder.js';

const entry = (name: string) =>
  ({ tool: { name }, texts: { a: name }, digests: {} }) as unknown as Entry;
const keys = Array.from({ length: 200 }, (_, at) => `${String.fromCharCode(97 + (at % 26))}${at}`);

function filled(folder: string, build = 'one') {
  const shelf = new DiskShelf(folder, build);
  for (const key of keys) shelf.set(key, entry(key));
  shelf.save();
}
const found = (folder: string, build = 'one') => {
  const shelf = new DiskShelf(folder, build);
  return keys.filter((key) => shelf.get(key)?.tool.name === key);
};

describe('what is remembered on the disk', () => {
  test('is there for the next run of the same build, and for no other', () => {
    const folder = folderOf();
    filled(folder);
    expect(found(folder)).toEqual(keys);
    expect(found(folder, 'two')).toEqual([]);
  });

  test('what a killed run left half-written is written over', () => {
    const folder = folderOf();
    filled(folder);
    const files = readdirSync(folder);
    for (const file of files) {
      writeFileSync(join(folder, `${file}.new`), 'half');
      rmSync(join(folder, file));
    }
    filled(folder);
    expect(readdirSync(folder)).toEqual(files);
    expect(found(folder)).toEqual(keys);
  });

  test('what nobody asked for is forgotten, and what did not change is not written again', () => {
    const folder = folderOf();
    filled(folder);
    const files = () => readdirSync(folder).map((file) => statSync(join(folder, file)).ino);
    const before = files();
    const same = new DiskShelf(folder, 'one');
    for (const key of keys) same.get(key);
    same.save();
    expect(files()).toEqual(before);
    const less = new DiskShelf(folder, 'one');
    for (const key of keys.slice(1)) less.get(key);
    less.set('fresh', entry('fresh'));
    less.save();
    expect(found(folder)).toEqual(keys.slice(1));
    expect(files()).not.toEqual(before);
  });

  test.each(['', '{', 'null', '{"build":"one","entries":null}'])('%j is nothing', (text) => {
    const folder = folderOf();
    filled(folder);
    for (const file of readdirSync(folder)) writeFileSync(join(folder, file), text);
    expect(found(folder)).toEqual([]);
  });

  test.each([
    ['lost a part', '"tool":', '"tol":'],
    ['has another word', '"texts":{"a":"', '"texts":{"a":"b'],
    ['belongs to another tool', '"a0":', '"a26":'],
  ])('a drawer with an entry that %s is nothing', (_, from, to) => {
    const folder = folderOf();
    filled(folder);
    const damaged = readdirSync(folder).filter((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      writeFileSync(join(folder, file), text.replaceAll(from, to));
      return text.includes(from);
    });
    expect(damaged.length).toBeGreaterThan(0);
    const shelf = new DiskShelf(folder, 'one');
    for (const key of keys) expect(shelf.get(key)?.texts ?? { a: key }).toEqual({ a: key });
    expect(found(folder).length).toBeLessThan(keys.length);
  });

  test('a folder that cannot be written is no fault', () => {
    const folder = folderOf({ taken: '' });
    expect(() => filled(join(folder, 'taken/tools'))).not.toThrow();
  });
});
