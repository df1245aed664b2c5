import { symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digest, MANIFEST } from '../../../codegen/emit/manifest.js';
import { header, OURS } from '../../../codegen/emit/printer.js';
import { survey } from '../../../codegen/write/owned.js';
import { plan } from '../../../codegen/write/plan.js';
import { folderOf } from '../folder.js';

const ours = `${header}export const a = 1;\n`;
const manifestOf = (files: Record<string, string>) =>
  JSON.stringify({
    '//': OURS,
    tools: {},
    files: Object.fromEntries(Object.entries(files).map(([path, text]) => [path, digest(text)])),
  });

const planFor = (disk: Record<string, string>, wanted: Record<string, string>) => {
  const files = Object.entries(wanted).map(([path, text]) => ({ path, text }));
  const { writes, ...groups } = plan(files, survey(folderOf(disk)));
  const told = Object.entries(groups).filter(([, paths]) => paths.length > 0);
  return { ...Object.fromEntries(told), writes: writes.map(({ path }) => path) };
};

describe('plan', () => {
  test.each([
    ['a new file', {}, { 'a.ts': ours }, { added: ['a.ts'], writes: ['a.ts'] }],
    ['the same bytes', { 'a.ts': ours }, { 'a.ts': ours }, { kept: ['a.ts'], writes: [] }],
    [
      'ours as we wrote it',
      { 'a.ts': ours, [MANIFEST]: manifestOf({ 'a.ts': ours }) },
      { 'a.ts': `${ours}//`, [MANIFEST]: '{}' },
      { changed: ['a.ts', MANIFEST], writes: ['a.ts', MANIFEST] },
    ],
    [
      'ours, edited by hand',
      { 'a.ts': `${ours}// mine\n`, [MANIFEST]: manifestOf({ 'a.ts': ours }) },
      { 'a.ts': ours, [MANIFEST]: manifestOf({ 'a.ts': ours }) },
      { restored: ['a.ts'], kept: [MANIFEST], writes: ['a.ts'] },
    ],
    [
      'ours by the manifest, with the header edited away',
      { 'a.ts': 'x', [MANIFEST]: manifestOf({ 'a.ts': ours }) },
      { 'a.ts': ours, [MANIFEST]: manifestOf({ 'a.ts': ours }) },
      { restored: ['a.ts'], kept: [MANIFEST], writes: ['a.ts'] },
    ],
    [
      'a merge conflict at the top, and a manifest in conflict',
      {
        'a.ts': `<<<<<<< HEAD\n${header}a\n=======\n${header}b\n>>>>>>> x\n`,
        [MANIFEST]: `<<<<<<<\n{"//": "${header.slice(3, -1)}"`,
      },
      { 'a.ts': ours, [MANIFEST]: '{}' },
      { restored: ['a.ts', MANIFEST], writes: ['a.ts', MANIFEST] },
    ],
    [
      'a file of somebody else in the way',
      { 'a.ts': 'export const mine = 1;\n' },
      { 'a.ts': ours },
      { blocked: [{ path: 'a.ts', problem: 'is not a generated file' }], writes: [] },
    ],
    [
      'a folder in the way',
      { 'a.ts/notes.md': 'mine' },
      { 'a.ts': ours },
      { blocked: [{ path: 'a.ts', problem: 'is a folder' }], writes: [] },
    ],
    [
      'a file where a folder should be',
      { tools: 'mine' },
      { 'tools/a.ts': ours },
      {
        blocked: [{ path: 'tools/a.ts', problem: 'needs a folder where there is a file' }],
        writes: [],
      },
    ],
    [
      'what nothing needs any more: ours goes, anything else stays',
      {
        'old.ts': ours,
        'notes.md': 'mine',
        'sub/old.ts': 'x',
        [MANIFEST]: manifestOf({ 'sub/old.ts': 'x' }),
      },
      { [MANIFEST]: manifestOf({ 'sub/old.ts': 'x' }) },
      { kept: [MANIFEST], removed: ['old.ts', 'sub/old.ts'], writes: [] },
    ],
    [
      'the manifest is written last',
      {},
      { [MANIFEST]: '{}', 'z.ts': ours },
      { added: [MANIFEST, 'z.ts'], writes: ['z.ts', MANIFEST] },
    ],
    [
      'what a killed run left',
      { '.a.ts.999999999.toolwright-tmp': 'half', [`.b.ts.${process.pid}.toolwright-tmp`]: 'half' },
      {},
      { leftovers: ['.a.ts.999999999.toolwright-tmp'], writes: [] },
    ],
  ])('%s', (_name, disk, wanted, want) => expect(planFor(disk, wanted)).toEqual(want));

  test('nothing is written through a link to a folder', () => {
    const [out, elsewhere] = [folderOf(), folderOf({ 'a.ts': 'mine' })];
    symlinkSync(elsewhere, join(out, 'tools'));
    const { blocked, writes } = plan([{ path: 'tools/a.ts', text: ours }], survey(out));
    expect(writes).toEqual([]);
    expect(blocked[0]?.problem).toBe('stands behind a link to another folder');
  });

  test('a manifest cannot claim a file outside of the folder', () => {
    const out = folderOf({
      [`out/${MANIFEST}`]: manifestOf({ '../mine.ts': 'x' }),
      'mine.ts': 'x',
    });
    expect(plan([], survey(join(out, 'out'))).removed).toEqual([MANIFEST]);
  });

  test('the films of somebody are not read, however long they are', () => {
    const out = folderOf({ 'film.mov': '' });
    truncateSync(join(out, 'film.mov'), 2 ** 32);
    expect(plan([{ path: 'a.ts', text: ours }], survey(out)).added).toEqual(['a.ts']);
    expect(plan([{ path: 'film.mov', text: ours }], survey(out)).blocked).toHaveLength(1);
  });
});
