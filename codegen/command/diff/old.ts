import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { basename, dirname, posix, resolve } from 'node:path';
import type { Diagnostic } from '../../diagnostic.js';
import { diagnose } from '../../diagnostics/index.js';
import type { Input } from '../../read/index.js';
import { inputOf, readText, type Text } from '../input.js';

const MOST_BYTES = 8 * 1024 * 1024;

/** The older side: a file, or tools.yaml as it was at a commit, read out of git's objects and from nowhere else. */
export function oldInput(given: string, path: string, cwd: string): Input | Diagnostic {
  const file = resolve(cwd, given);
  if (statSync(file, { throwIfNoEntry: false })?.isFile()) {
    const read = readText(file);
    if ('text' in read) return inputOf(file, given, read.text);
    return diagnose('TW4006', undefined, { file: given, problem: read.error });
  }
  return atCommit(given, path);
}

function atCommit(ref: string, path: string): Input | Diagnostic {
  const folder = dirname(path);
  const commit = git(folder, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${ref}^{commit}`,
  ]);
  if ('error' in commit) {
    const problem = 'there is no file and no commit of this name';
    return diagnose('TW4008', undefined, { option: `diff ${ref}`, problem });
  }
  const id = commit.text.trim();
  const load = (file: string) => git(folder, ['cat-file', 'blob', `${id}:./${file}`]);
  const name = basename(path);
  const main = load(name);
  const file = `${ref}:${name}`;
  if ('error' in main) return diagnose('TW4006', undefined, { file, problem: main.error });
  return { file, text: main.text, load: (included) => load(posix.normalize(included)) };
}

/** Never a shell; an entry of a commit that is a link is its text and leads nowhere. */
function git(cwd: string, args: readonly string[]): Text {
  try {
    const stdio = ['ignore', 'pipe', 'ignore'] as ['ignore', 'pipe', 'ignore'];
    const bytes = execFileSync('git', args, { cwd, stdio, maxBuffer: MOST_BYTES });
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch (error) {
    if (error instanceof TypeError) return { error: 'it is not UTF-8 text' };
    const { code } = error as NodeJS.ErrnoException;
    return { error: code === 'ENOENT' ? 'git is not installed' : 'git has no such file there' };
  }
}
