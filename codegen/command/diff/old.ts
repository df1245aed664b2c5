import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { basename, dirname, posix, resolve } from 'node:path';
import type { Diagnostic, Place } from '../../diagnostic.js';
import { diagnose } from '../../diagnostics/index.js';
import type { Input } from '../../read/index.js';
import type { SourceOf } from '../../render/index.js';
import { inputOf, readText, type Text } from '../input.js';

const MOST_BYTES = 8 * 1024 * 1024;

/** The older side of a comparison, and how a person reads of its places. */
export interface Old {
  readonly input: Input;
  /** `tools.yaml` of a commit is `HEAD:tools.yaml`. */
  readonly shown: (place: Place) => Place;
  /** The text of a file that `shown` named. */
  readonly sourceOf: SourceOf;
}

/** The older side: a file, or tools.yaml as it was at a commit, read out of git's objects and from nowhere else. */
export function oldInput(given: string, path: string, cwd: string): Old | Diagnostic {
  const file = resolve(cwd, given);
  if (statSync(file, { throwIfNoEntry: false })?.isFile()) {
    const read = readText(file);
    if ('text' in read) return named(inputOf(file, given, read.text), '');
    return diagnose('TW4006', undefined, { file: given, problem: read.error });
  }
  return atCommit(given, path);
}

/** Included files are named beside the main one: their texts are found the way they were read. */
function named(input: Input, prefix: string): Old {
  const folder = posix.dirname(input.file);
  return {
    input,
    shown: (place) => ({ ...place, file: prefix + place.file }),
    sourceOf: (shown) => {
      const file = shown.slice(prefix.length);
      if (file === input.file) return input.text;
      const read = input.load(posix.relative(folder, file));
      return 'text' in read ? read.text : undefined;
    },
  };
}

function atCommit(ref: string, path: string): Old | Diagnostic {
  const folder = dirname(path);
  const asked = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
  const commit = git(folder, asked, noCommit);
  if ('error' in commit)
    return diagnose('TW4008', undefined, { option: `diff ${ref}`, problem: commit.error });
  const id = commit.text.trim();
  const load = (file: string) =>
    git(folder, ['cat-file', 'blob', `${id}:./${posix.normalize(file)}`], noFile);
  const name = basename(path);
  const main = load(name);
  const prefix = `${ref}:`;
  if ('error' in main)
    return diagnose('TW4006', undefined, { file: prefix + name, problem: main.error });
  return named({ file: name, text: main.text, load }, prefix);
}

const noFile = () => 'git has no such file there';

/** Of a commit that is not there git says nothing; of a folder that is no repository, or another user's, it does. */
const noCommit = (said: string) =>
  said === ''
    ? 'there is no file and no commit of this name'
    : `there is no file of this name, and git says: ${said}`;

/** In a hook of a linked worktree git is told its folder, and then takes where it runs for the top of the files. */
function outsideOfHooks(): NodeJS.ProcessEnv {
  const { GIT_DIR: _, ...env } = process.env;
  return env.GIT_WORK_TREE === undefined ? env : process.env;
}

/** Never a shell; an entry of a commit that is a link is its text and leads nowhere. */
function git(cwd: string, args: readonly string[], refused: (said: string) => string): Text {
  try {
    const stdio = ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'];
    const env = outsideOfHooks();
    const bytes = execFileSync('git', args, { cwd, env, stdio, maxBuffer: MOST_BYTES });
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch (error) {
    if (error instanceof TypeError) return { error: 'it is not UTF-8 text' };
    const { code, stderr } = error as NodeJS.ErrnoException & { readonly stderr?: Buffer };
    if (code === 'ENOENT')
      return { error: 'there is no file of this name, and git is not installed' };
    return { error: refused(String(stderr).split('\n')[0] ?? '') };
  }
}
