import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { apply, WriteError } from '../../../codegen/write/apply.js';
import { filesIn, folderOf } from '../folder.js';

const at = (folder: string) => (path: string, text: string) => ({ path: join(folder, path), text });

describe('apply', () => {
  test('writes, creates and removes, and leaves no empty folder', () => {
    const out = folderOf({ 'a.ts': 'old', 'sub/deep/gone.ts': 'x', 'keep/mine.md': 'mine' });
    const file = at(out);
    apply({
      writes: [file('a.ts', 'new'), file('new/b.ts', 'b'), file('last.json', '{}')],
      creates: [file('h/c.ts', 'stub')],
      removes: [join(out, 'sub/deep/gone.ts'), join(out, 'keep/not-there.ts')],
      within: out,
    });
    expect(filesIn(out)).toEqual({
      'a.ts': 'new',
      'h/c.ts': 'stub',
      'keep/mine.md': 'mine',
      'last.json': '{}',
      'new/b.ts': 'b',
    });
    expect(existsSync(join(out, 'sub'))).toBe(false);
  });

  test('creating never overwrites', () => {
    const out = folderOf({ 'a.ts': 'mine' });
    apply({ writes: [], creates: [at(out)('a.ts', 'stub')], removes: [], within: out });
    expect(filesIn(out)).toEqual({ 'a.ts': 'mine' });
  });

  test.each([
    ['a dangling link', (path: string) => symlinkSync(`${path}.nowhere`, path)],
    ['a folder', (path: string) => mkdirSync(path)],
  ])('where %s has the name of a file to create, nothing is written', (_, put) => {
    const out = folderOf({ 'a.ts': 'old' });
    put(join(out, 'c.ts'));
    const [writes, creates] = [
      [at(out)('a.ts', 'new')],
      ['b.ts', 'c.ts'].map((path) => at(out)(path, 'stub')),
    ];
    expect(() => apply({ writes, creates, removes: [], within: out })).toThrow('EEXIST');
    expect(readdirSync(out).sort()).toEqual(['a.ts', 'c.ts']);
    expect(readFileSync(join(out, 'a.ts'), 'utf8')).toBe('old');
  });

  test('where one file cannot be written, none is', () => {
    const out = folderOf({ 'a.ts': 'old', wall: 'a file' });
    const file = at(out);
    const changes = {
      writes: [file('a.ts', 'new'), file('fresh/deep/b.ts', 'b'), file('wall/c.ts', 'c')],
      creates: [file('h.ts', 'stub')],
      removes: [join(out, 'a.ts')],
      within: out,
    };
    expect(() => apply(changes)).toThrow(WriteError);
    expect(filesIn(out)).toEqual({ 'a.ts': 'old', wall: 'a file' });
    expect(existsSync(join(out, 'fresh'))).toBe(false);
  });

  test.skipIf(process.getuid?.() === 0)(
    'a folder that may not be written to stays as it is',
    () => {
      const out = folderOf({ 'a.ts': 'old' });
      chmodSync(out, 0o555);
      const writes = [at(out)('a.ts', 'new')];
      try {
        expect(() => apply({ writes, creates: [], removes: [], within: out })).toThrow(WriteError);
      } finally {
        chmodSync(out, 0o755);
      }
      expect(filesIn(out)).toEqual({ 'a.ts': 'old' });
    },
  );
});
