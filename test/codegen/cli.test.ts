import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sqliteLedger } from '../../src/node/index.js';
import { builtPackage } from '../built.js';
import { plain, toolsYaml } from './emit/catalog.js';
import { filesIn, folderOf } from './folder.js';

const built = builtPackage();
afterAll(built.remove);
/** Becomes nobody before the command line is loaded: the node itself may be one that only its owner may start. */
const asNobody = ['--import', 'data:text/javascript,process.setgid(65534);process.setuid(65534)'];
const cli = (cwd: string, command: readonly string[], flags: readonly string[] = []) => {
  const args = [...flags, ...built.cli, ...command];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, stdout, stderr };
};

describe('the command line', () => {
  test('generate, then check', () => {
    const folder = folderOf({ 'tools.yaml': toolsYaml({ look: plain }) });
    expect(cli(folder, ['generate'])).toMatchObject({ status: 0, stderr: '' });
    expect(cli(folder, ['check'])).toMatchObject({ status: 0, stderr: '' });
    expect(cli(folder, ['explain-code', 'tw4001']).stdout).toMatch(/^TW4001: /);
  });

  test.each([
    [['--help'], 0, /Usage: toolwright/],
    [['--version'], 0, /^\d+\.\d+\.\d+\n$/],
    [[], 2, /Usage: toolwright/],
    [['generat'], 2, /unknown command 'generat'/],
    [
      ['generate', '--outt', 'x'],
      2,
      /'--outt'\n.*--out.*\nUsage: toolwright generate \[options\] \[tools.yaml\]\n/,
    ],
    [['generate', '--format', 'xml'], 2, /Allowed choices are pretty, json, github/],
    [['generate', '--out', ''], 2, /It is empty/],
    [['generate', 'none.yaml'], 2, /TW4006/],
    [['explain-code', 'TW0000'], 2, /no diagnostic/],
    [['audit', 'query', 'desk.db', '--since', '5'], 2, /Write 30m, 2h, 7d or 2026-/],
    [['audit', 'query', 'desk.db', '--since', '2026-01-31T12:00Z'], 2, /desk.db does not exist/],
  ])('%j ends with %i', (command, status, text) => {
    const said = cli(folderOf(), command);
    expect(said.stdout + said.stderr).toMatch(text);
    expect(said.status).toBe(status);
  });

  test.runIf(process.getuid?.() === 0)('an audit log that may not be read here: why', async () => {
    const folder = folderOf();
    const ledger = sqliteLedger(join(folder, 'desk.db'));
    await ledger.append(['{}']);
    await ledger.close();
    const copy = folderOf();
    cpSync(join(folder, 'desk.db'), join(copy, 'desk.db'));
    chmodSync(copy, 0o755);
    const said = () => cli(copy, ['audit', 'verify', 'desk.db'], asNobody);
    const ofOthers = { stderr: expect.stringContaining('desk.db may not be read by this user') };
    expect(said()).toMatchObject({ ...ofOthers, status: 2 });
    chmodSync(join(copy, 'desk.db'), 0o644);
    const inFolder = 'desk.db is in a folder that may not be written';
    expect(said()).toMatchObject({ stderr: expect.stringContaining(inFolder), status: 2 });
  });

  test.runIf(process.getuid?.() === 0)('an unwritable folder: exit 2, nothing half-written', () => {
    const folder = folderOf({
      'tools.yaml': toolsYaml({ look: plain }),
      'generated/notes.md': 'mine',
    });
    const before = filesIn(folder);
    for (const path of [folder, join(folder, 'generated')]) chmodSync(path, 0o755);
    chownSync(join(folder, 'tools.yaml'), 65534, 65534);
    const said = cli(folder, ['generate'], asNobody);
    expect(said.stderr).toContain('TW4002');
    expect(said.stderr).toContain('you may not read or write it');
    expect(said.status).toBe(2);
    expect(filesIn(folder)).toEqual(before);
  });

  test.runIf(process.getuid?.() === 0)('a handler that nobody may read: exit 2', () => {
    const folder = folderOf({
      'tools.yaml': toolsYaml({ look: plain }),
      'handlers/look.ts': 'export default 1;\n',
    });
    chmodSync(folder, 0o777);
    chmodSync(join(folder, 'handlers/look.ts'), 0o600);
    const said = cli(folder, ['generate'], asNobody);
    expect(said.stderr).toContain('handlers/look.ts cannot be read');
    expect(said.status).toBe(2);
  });

  test('an error of our own is one line, and the stack only when asked for', () => {
    // A module that throws when the command is loaded stands for any fault of ours.
    const broken = `data:text/javascript,${encodeURIComponent(
      "import module from 'node:module'; module.register('data:text/javascript,' + encodeURIComponent(" +
        '\'export async function resolve(s, c, n) { if (s.includes("explain-code-")) throw new Error("boom"); return n(s, c); }\'));',
    )}`;
    const fault = (more: readonly string[]) => {
      // Node 26 deprecates what breaks it here.
      const asked = [
        '--no-deprecation',
        '--import',
        broken,
        ...built.cli,
        'explain-code',
        'TW4001',
        ...more,
      ];
      return spawnSync(process.execPath, asked, { encoding: 'utf8' });
    };
    expect(fault([])).toMatchObject({ status: 3, stdout: '' });
    expect(fault([]).stderr.split('\n')).toHaveLength(4);
    expect(fault([]).stderr).toMatch(/^internal error: boom\n/);
    expect(fault(['--verbose']).stderr).toContain('    at ');
  });
});
