import { symlinkSync } from 'node:fs';
import { join, parse } from 'node:path';
import { describe, expect, test } from 'vitest';
import { refuseHandlers, refuseOut } from '../../../codegen/write/folder.js';
import { folderOf } from '../folder.js';

const project = () =>
  folderOf({ 'a/b/tools.yaml': '', 'a/b/src/x.ts': '', 'a/b/file': '', 'a/c/y': '' });
const asked = (root: string, out: string) =>
  refuseOut({
    out: join(root, out),
    handlers: join(root, 'a/b/handlers'),
    roots: [join(root, 'a/b')],
  });

describe('the output folder', () => {
  test.each([
    ['a/b/generated', undefined],
    ['a/b/deep/generated', undefined],
    ['a/c/generated', undefined],
    ['a/b/src', undefined],
    ['a/b', 'is the folder of the project itself'],
    ['a/b/src/..', 'is the folder of the project itself'],
    ['a', 'holds the project'],
    ['', 'holds the project'],
    ['a/b/file', 'is a file'],
    ['a/b/node_modules', 'is where packages are installed'],
    ['a/b/node_modules/.tools', undefined],
    ['a/b/.git/generated', 'belongs to git'],
  ])('%s: %s', (out, want) => expect(asked(project(), out)).toBe(want));

  test('is not the root of the disk', () => {
    const root = project();
    const out = parse(root).root;
    expect(refuseOut({ out, handlers: root, roots: [root] })).toBe('is the root of the disk');
  });

  test('does not lead out through a link, itself or on the way', () => {
    const [root, elsewhere] = [project(), folderOf()];
    symlinkSync(elsewhere, join(root, 'a/b/generated'));
    symlinkSync(elsewhere, join(root, 'a/b/linked'));
    symlinkSync(join(root, 'a/b'), join(root, 'a/b/round'));
    symlinkSync(join(root, 'a/b/src'), join(root, 'a/b/near'));
    const refused = 'leads out of the project through a link';
    expect(asked(root, 'a/b/generated')).toBe(refused);
    expect(asked(root, 'a/b/linked/new')).toBe(refused);
    expect(asked(root, 'a/b/round')).toBe('is the folder of the project itself');
    expect(asked(root, 'a/b/near')).toBe(undefined);
  });

  test('every folder of the project counts', () => {
    const root = project();
    const roots = [join(root, 'a/b'), join(root, 'a/c')];
    const folders = { out: join(root, 'a/c'), handlers: join(root, 'a/b/handlers'), roots };
    expect(refuseOut(folders)).toBe('is the folder of the project itself');
  });
});

describe('the handlers folder', () => {
  test.each([
    ['a/b/handlers', undefined],
    ['a/b', undefined],
    ['a/b/generated', 'is inside of the output folder'],
    ['a/b/generated/handlers', 'is inside of the output folder'],
    ['a/b/file', 'is a file'],
  ])('%s: %s', (handlers, want) => {
    const root = project();
    const folders = { out: join(root, 'a/b/generated'), handlers: join(root, handlers) };
    expect(refuseHandlers({ ...folders, roots: [join(root, 'a/b')] })).toBe(want);
  });

  test('is not the root of the disk, and does not lead out through a link', () => {
    const [root, elsewhere] = [project(), folderOf()];
    symlinkSync(elsewhere, join(root, 'a/b/handlers'));
    symlinkSync(join(root, 'a/b/src'), join(root, 'a/b/near'));
    const asked = (handlers: string) =>
      refuseHandlers({ out: join(root, 'a/b/generated'), handlers, roots: [join(root, 'a/b')] });
    expect(asked(parse(root).root)).toBe('is the root of the disk');
    expect(asked(join(root, 'a/b/handlers'))).toBe('leads out of the project through a link');
    expect(asked(join(root, 'a/b/near'))).toBe(undefined);
    expect(asked(elsewhere)).toBe(undefined);
  });
});
