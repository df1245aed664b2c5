import { constants, existsSync } from 'node:fs';
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises';
import { dirname, join, posix, resolve, sep } from 'node:path';
import type { Check } from '../../shape.js';
import type { Context } from '../../tool.js';

/** A `path` step of tools.yaml. */
export interface PathOptions {
  /** The folder that paths are relative to; itself relative to the runtime's root. */
  readonly root: string;
}

/** A `path` rule, and what it says. */
export interface PathCheck extends Check {
  readonly name: 'path';
  readonly options: PathOptions;
}

const { O_DIRECTORY = 0, O_NOFOLLOW = 0, O_RDONLY } = constants;
const DESCRIPTORS = '/proc/self/fd';

type Handling = Pick<Context, 'checksOf' | 'root'>;

/**
 * Opens a file under a folder, following no link below it, whatever is swapped on the disk in the meantime. The folder
 * is a path, or the handler's context: then the folder is the one that the argument's `path` rule names. `flags` are
 * those of `node:fs` constants, by default for reading.
 * Where the system has no `/proc` (macOS, Windows), the place is checked before and after opening instead: a file
 * outside is never handed out, but a race won against it could create one.
 * Throws ELOOP or ENOTDIR at a link, and what `open` throws otherwise; a TypeError where no argument has such a rule.
 */
export async function openInside(
  folder: string | Handling,
  path: string,
  flags: number = O_RDONLY,
  mode?: number,
): Promise<FileHandle> {
  const root = typeof folder === 'string' ? folder : folderOf(path, folder);
  const parts = posix
    .normalize(path)
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  if (path.startsWith('/') || parts.includes('..')) throw outside(path);
  return existsSync(DESCRIPTORS)
    ? openStepwise(root, parts, flags, mode)
    : openChecked(root, parts, flags, mode);
}

function folderOf(path: string, { root, checksOf }: Handling): string {
  const rules = checksOf(path).filter((check): check is PathCheck => check.name === 'path');
  const [folder, ...others] = new Set(rules.map(({ options }) => resolve(root, options.root)));
  if (folder !== undefined && others.length === 0) return folder;
  throw new TypeError(
    folder === undefined
      ? 'no argument of this call that has a `path` rule is this path: pass the argument as it came, or a folder'
      : 'arguments of this call have this path under different folders: say under which',
  );
}

/** Each step is opened relative to the open folder before it, as openat(2) does. */
async function openStepwise(root: string, parts: string[], flags: number, mode?: number) {
  let folder = await open(root, O_RDONLY | O_DIRECTORY);
  try {
    for (const part of parts.slice(0, -1)) {
      const next = await open(
        `${DESCRIPTORS}/${folder.fd}/${part}`,
        O_RDONLY | O_DIRECTORY | O_NOFOLLOW,
      );
      await folder.close();
      folder = next;
    }
    return await open(
      `${DESCRIPTORS}/${folder.fd}/${parts.at(-1) ?? '.'}`,
      flags | O_NOFOLLOW,
      mode,
    );
  } finally {
    await folder.close();
  }
}

async function openChecked(root: string, parts: string[], flags: number, mode?: number) {
  const base = await realpath(root);
  const target = join(base, ...parts);
  if (!isBelow(base, await realpath(dirname(target)))) throw outside(parts.join('/'));
  const file = await open(target, flags | O_NOFOLLOW, mode);
  const [opened, real] = [await file.stat(), await realpath(target)];
  const there = await lstat(real);
  if (isBelow(base, real) && there.ino === opened.ino && there.dev === opened.dev) return file;
  await file.close();
  throw outside(parts.join('/'));
}

const isBelow = (base: string, real: string) => real === base || real.startsWith(base + sep);
const outside = (path: string) =>
  Object.assign(new Error(`${path} leads out of its folder`), { code: 'EACCES' });
