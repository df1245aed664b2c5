import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { plain, toolsYaml } from '../emit/catalog.js';
import { filesIn, folderOf } from '../folder.js';
import { check, generate } from './project.js';

const compiled = async () => {
  const folder = folderOf({ 'tools.yaml': toolsYaml({ look: plain, read_it: plain }) });
  await generate(folder);
  return folder;
};
const wrong = {
  'generated/index.ts': (text: string) => `${text} `,
  'generated/tools/look.ts': (text: string) => text.replace('\n', '\r\n'),
};

describe('check', () => {
  test('is content right after generate', async () => {
    const { code, out, err } = await check(await compiled());
    expect([code, out, err]).toEqual([0, 'tools.yaml: 2 tools, everything up to date\n', '']);
  });

  test.each(Object.entries(wrong))('sees one changed byte in %s', async (path, change) => {
    const folder = await compiled();
    writeFileSync(join(folder, path), change(filesIn(folder)[path] as string));
    const { code, out } = await check(folder);
    expect(code).toBe(1);
    expect(out).toBe(
      `drift: 1 file not as tools.yaml says\n  edited    ${path}\nMend it: toolwright generate\n`,
    );
  });

  test('reads no handler that is a link out of the project, and shows none of its lines', async () => {
    const folder = await compiled();
    const elsewhere = join(folderOf({ secrets: 'token = no TypeScript\n' }), 'secrets');
    const handler = join(folder, 'handlers/look.ts');
    rmSync(handler);
    symlinkSync(elsewhere, handler);
    const { code, err } = await check(folder);
    expect(code).toBe(2);
    expect(err).toContain('handlers/look.ts cannot be read: it leads out of the project');
    expect(err).not.toContain('token');
    rmSync(handler);
    writeFileSync(join(folder, 'real.ts'), filesIn(folder)['handlers/read_it.ts'] as string);
    symlinkSync('../real.ts', handler);
    expect((await check(folder)).err).toContain('TW4016');
  });

  test('says which file of the output folder it cannot read, and not that it could not write', async () => {
    const folder = await compiled();
    symlinkSync('round', join(folder, 'generated/round'));
    const { code, err } = await check(folder);
    expect(code).toBe(2);
    expect(err).toContain('generated/round cannot be read: its links lead in a circle');
  });

  test('says what to do about a checkout that made line ends CRLF, and calls it drift all the same', async () => {
    const folder = await compiled();
    for (const [path, text] of Object.entries(filesIn(folder)))
      if (path.startsWith('generated/'))
        writeFileSync(join(folder, path), text.replaceAll('\n', '\r\n'));
    const { code, out } = await check(folder);
    expect(code).toBe(1);
    expect(out).toContain('Write into .gitattributes: generated/** text eol=lf\n');
    const github = await check(folder, {}, 'github');
    expect(github.out).toContain('.gitattributes: generated/** text eol=lf');
    await generate(folder);
    expect((await check(folder)).code).toBe(0);
  });

  test('sees what is missing, differs, stale and orphaned, and writes nothing', async () => {
    const folder = await compiled();
    rmSync(join(folder, 'handlers/look.ts'));
    rmSync(join(folder, 'generated/handlers.ts'));
    writeFileSync(join(folder, 'handlers/lok.ts'), 'export default 1;\n');
    writeFileSync(join(folder, 'tools.yaml'), toolsYaml({ look: plain }));
    const before = filesIn(folder);
    const { code, out } = await check(folder, {}, 'json');
    expect(code).toBe(1);
    const { differs, diagnostics, ...rest } = JSON.parse(out);
    expect(rest).toEqual({
      missing: ['generated/handlers.ts'],
      edited: [],
      stale: ['generated/tools/read_it.ts', 'generated/validators/read_it.ts'],
      handlers: ['handlers/look.ts'],
      orphaned: ['handlers/lok.ts', 'handlers/read_it.ts'],
    });
    expect(differs).toContain('generated/index.ts');
    expect(diagnostics[0].code).toBe('TW4010');
    expect((await check(folder)).out).toContain(
      '  missing   generated/handlers.ts\n            handlers/look.ts\n',
    );
    expect(filesIn(folder)).toEqual(before);
  });

  test('shows drift at the files of a pull request', async () => {
    const folder = await compiled();
    rmSync(join(folder, 'handlers/look.ts'));
    const { code, out } = await check(folder, {}, 'github');
    expect(code).toBe(1);
    expect(out).toMatch(/^::error file=handlers\/look\.ts,line=1,.*title=TW4013::/);
  });

  test('says what is wrong with tools.yaml before anything else', async () => {
    const folder = await compiled();
    writeFileSync(join(folder, 'tools.yaml'), 'tools: 1');
    expect((await check(folder)).code).toBe(2);
  });
});
