import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { diffCommand } from '../../../codegen/command/diff.js';
import { folderOf } from '../folder.js';
import { listen } from './project.js';

const file = `
version: 1
name: desk
permissions:
  agents: { roles: [agent] }
tools:
  send: { description: Send, effect: read, permission: agents, parameters: { type: object } }
`;

afterEach(() => void vi.unstubAllEnvs());

function git(cwd: string, ...args: string[]): void {
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...who, ...args], { cwd, stdio: 'ignore' });
}

test('in a hook of a linked worktree, where git is told its folder, a file below the top is found', async () => {
  const folder = folderOf({ 'svc/tools.yaml': file });
  git(folder, 'init', '-q');
  git(folder, 'add', '.');
  git(folder, 'commit', '-q', '-m', 'first');
  vi.stubEnv('GIT_DIR', join(folder, '.git'));
  const options = { against: 'HEAD', file: 'svc/tools.yaml' };
  const answer = await listen((terminal) => diffCommand(options, folder, terminal), 'pretty');
  expect(answer).toEqual({ code: 0, out: 'no change in meaning\n', err: '' });
});

const against = (folder: string) =>
  listen((terminal) => diffCommand({ against: 'HEAD' }, folder, terminal), 'pretty');

test('where git cannot look for a commit, why is said, and not that there is none', async () => {
  const folder = folderOf({ 'tools.yaml': file });
  vi.stubEnv('LC_ALL', 'C');
  expect((await against(folder)).err).toContain('git says: fatal: not a git repository');
  vi.stubEnv('PATH', folder);
  expect((await against(folder)).err).toContain('git is not installed');
});
