import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readIgnored } from '../../../codegen/command/diff/ignore.js';
import { type DiffOptions, diffCommand } from '../../../codegen/command/diff.js';
import type { Terminal } from '../../../codegen/command/terminal.js';
import { filesIn, folderOf } from '../folder.js';
import { listen } from './project.js';

const main = `
version: 1
name: desk
include: [parts/mail.yaml]
permissions:
  agents: { roles: [agent] }
`;
const part = `
tools:
  send:
    description: Send
    effect: read
    permission: agents
    parameters: { type: object, properties: { to: { type: string, maxLength: 90 } } }
`;

const diff = (cwd: string, options: DiffOptions, format: Terminal['format'] = 'pretty') =>
  listen((terminal) => diffCommand(options, cwd, terminal), format);

function git(cwd: string, ...args: string[]): void {
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...who, ...args], { cwd, stdio: 'ignore' });
}

/** A repository with one commit, and an edit on top of it. */
function repository(edited: { main?: string; part?: string } = {}): string {
  const folder = folderOf({ 'tools.yaml': main, 'parts/mail.yaml': part });
  git(folder, 'init', '-q');
  git(folder, 'add', '.');
  git(folder, 'commit', '-q', '-m', 'first');
  if (edited.main !== undefined) writeFileSync(join(folder, 'tools.yaml'), edited.main);
  if (edited.part !== undefined) writeFileSync(join(folder, 'parts/mail.yaml'), edited.part);
  return folder;
}

const wide = { main: main.replace('[agent]', '[agent, bot]'), part: part.replace('90', '80') };

test('against a commit: by level and tool, with places in both files; nothing is written', async () => {
  const folder = repository(wide);
  const before = filesIn(folder);
  const { code, out, err } = await diff(folder, { against: 'HEAD' });
  expect(err).toBe('');
  expect(code).toBe(1);
  expect(out).toMatchInlineSnapshot(`
    "SECURITY  1 change
      send
        permission: more callers or arguments are permitted  permission-widened
          agents → agents: now permitted: a caller somebody with roles [bot]  (HEAD:parts/mail.yaml:6 → parts/mail.yaml:6)

    BREAKING  1 change
      send
        parameters/to: a bound of a parameter is tighter  parameter-bound
          maxLength 90 → 80  (HEAD:parts/mail.yaml:7 → parts/mail.yaml:7)
    "
  `);
  expect(filesIn(folder)).toEqual(before);
});

test('nothing changed', async () => {
  expect(await diff(repository(), { against: 'HEAD' })).toEqual({
    code: 0,
    out: 'no change in meaning\n',
    err: '',
  });
});

test.each([
  ['breaking', 1],
  ['security', 1],
  ['prompt', 0],
  ['breaking, security', 1],
  ['prompt,safe', 0],
])('--fail-on %s: exit code %i', async (failOn, code) => {
  expect((await diff(repository(wide), { against: 'HEAD', failOn })).code).toBe(code);
});

test('against a file, as JSON and for GitHub', async () => {
  const file = (roles: string) =>
    main.replace('include: [parts/mail.yaml]', '').replace('agent]', `${roles}]`) + part;
  const folder = folderOf({ 'old.yaml': file('agent'), 'tools.yaml': file('agent, bot') });
  const { out } = await diff(folder, { against: 'old.yaml' }, 'json');
  expect(JSON.parse(out)).toMatchObject({
    changes: [
      {
        rule: 'permission-widened',
        level: 'SECURITY',
        tool: 'send',
        before: { file: 'old.yaml' },
        after: { file: 'tools.yaml' },
      },
    ],
    unused: [],
    diagnostics: [],
  });
  const annotated = (await diff(folder, { against: 'old.yaml' }, 'github')).out;
  expect(annotated).toMatch(
    /^::error file=tools.yaml,line=\d+,.*title=permission-widened::SECURITY send/,
  );
});

test('an ignore file leaves changes out, and says which of its lines did nothing', async () => {
  const folder = repository(wide);
  const lines = [
    '# what we know',
    'permission-widened send  # the bot is new',
    'parameter-bound send[parameters/to]  # nobody sends so long a name',
    'tool-removed gone  # long ago',
  ];
  writeFileSync(join(folder, '.toolwright-diff-ignore'), lines.join('\n'));
  const { code, out } = await diff(folder, { against: 'HEAD' });
  expect(code).toBe(0);
  expect(out).toContain('unused: .toolwright-diff-ignore:4 ignores tool-removed of gone');
});

test.each(['parameters/map/* (name)', 'result/items/[]', 'parameters/my #1'])(
  'an ignore line may name any path that is shown: %s',
  (path) => {
    const { ignored } = readIgnored('f', `sanitizer-removed send[${path}]  # see [1] # 2`);
    expect(ignored).toMatchObject([{ tool: 'send', path }]);
  },
);

test('an ignore file may stand anywhere', async () => {
  const folder = repository(wide);
  const ignore = join(folder, '.git', 'ours');
  const lines = [
    'permission-widened send  # the bot',
    'parameter-bound send[parameters/to]  # no name is so long',
  ];
  writeFileSync(ignore, lines.join('\n'));
  expect((await diff(folder, { against: 'HEAD', ignore })).code).toBe(0);
});

test.each([
  ['tool-removed gone', 'write `<rule> <tool>[<path>]  # reason`'],
  ['tool-lost gone  # away', 'there is no rule tool-lost'],
])('an ignore line that is wrong: %s', async (line, problem) => {
  const folder = repository();
  writeFileSync(join(folder, 'mine'), line);
  const { code, err } = await diff(folder, { against: 'HEAD', ignore: 'mine' });
  expect(code).toBe(2);
  expect(err).toContain(problem);
});

test.each([
  [{ against: 'nowhere' }, 'there is no file and no commit of this name'],
  [{ against: '--output=owned' }, 'there is no file and no commit of this name'],
  [{ against: 'HEAD', failOn: 'some' }, 'some is no level'],
  [{ against: 'HEAD', ignore: 'absent' }, 'there is no such file'],
])('%o is refused', async (options, problem) => {
  const folder = repository();
  const { code, err } = await diff(folder, options);
  expect(code).toBe(2);
  expect(err).toContain(problem);
  expect(Object.keys(filesIn(folder))).not.toContain('owned');
});

test('an older side that does not compile: its diagnostics, and exit code 2', async () => {
  const folder = repository();
  writeFileSync(
    join(folder, 'old.yaml'),
    main.replace('agents:', 'agent:').replace(/include.*/, '') + part,
  );
  const { code, err } = await diff(folder, { against: 'old.yaml' });
  expect(code).toBe(2);
  expect(err).toContain('old.yaml:');
});

test('a fault in a file that a commit includes: the line it stands in, and at which commit', async () => {
  const folder = repository({ part: part.replace('effect: read', 'effect: reed') });
  git(folder, 'commit', '-q', '-a', '-m', 'broken');
  git(folder, 'tag', 'releases/one');
  writeFileSync(join(folder, 'parts/mail.yaml'), part);
  const { code, err } = await diff(folder, { against: 'releases/one' });
  expect(code).toBe(2);
  expect(err).toContain('releases/one:parts/mail.yaml:5:13');
  expect(err).toContain('    effect: reed');
});

test('a link in a commit leads nowhere', async () => {
  const folder = repository();
  const outside = folderOf({ 'mail.yaml': part });
  symlinkSync(join(outside, 'mail.yaml'), join(folder, 'parts/linked.yaml'));
  writeFileSync(join(folder, 'tools.yaml'), main.replace('mail', 'linked'));
  git(folder, 'add', '.');
  git(folder, 'commit', '-q', '-m', 'second');
  writeFileSync(join(folder, 'tools.yaml'), main);
  const { code, out } = await diff(folder, { against: 'HEAD' });
  expect(code).toBe(2);
  expect(out).not.toContain('Send');
});
