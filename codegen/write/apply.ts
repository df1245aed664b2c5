import {
  constants,
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { temporaryName } from './owned.js';

/** A file to write, at an absolute path. */
export interface Write {
  readonly path: string;
  readonly text: string;
}

export interface Changes {
  /** Replaced in one step each, in this order; the last of them when all else is done. */
  readonly writes: readonly Write[];
  /** Made only where there is no file yet: never overwritten. */
  readonly creates: readonly Write[];
  readonly removes: readonly string[];
  /** Folders inside of this one that removing leaves empty are removed too. */
  readonly within: string;
}

/** Where writing failed, and why. */
export class WriteError extends Error {
  readonly path: string;
  constructor(path: string, cause: unknown) {
    super((cause as NodeJS.ErrnoException).code ?? String(cause), { cause });
    this.path = path;
  }
}

/** Everything is first written beside its place, so that a full or read-only disk shows before anything is replaced. */
class Staged {
  readonly #temporaries = new Map<string, string>();
  readonly #folders: string[] = [];

  write({ path, text }: Write): void {
    const folder = dirname(path);
    const made = mkdirSync(folder, { recursive: true });
    for (let each = folder; made !== undefined && each.length >= made.length; each = dirname(each))
      this.#folders.push(each);
    const temporary = join(folder, temporaryName(basename(path), process.pid));
    this.#temporaries.set(path, temporary);
    writeFileSync(temporary, text);
  }

  replace({ path }: Write): void {
    renameSync(this.#take(path), path);
  }

  /** A link is made only where nothing is: whole or not at all. Where the disk has no links, a copy. */
  create({ path }: Write): void {
    const temporary = this.#take(path);
    try {
      linkSync(temporary, path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST') copyFileSync(temporary, path, constants.COPYFILE_EXCL);
    } finally {
      unlinkSync(temporary);
    }
  }

  undo(): void {
    for (const temporary of this.#temporaries.values()) rmSync(temporary, { force: true });
    for (const folder of this.#folders) removeIfEmpty(folder);
  }

  #take(path: string): string {
    const temporary = this.#temporaries.get(path) as string;
    this.#temporaries.delete(path);
    return temporary;
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It holds something: it stays.
  }
}

function remove(path: string, within: string): void {
  rmSync(path, { force: true });
  for (let folder = dirname(path); folder.startsWith(within + sep); folder = dirname(folder))
    removeIfEmpty(folder);
}

/** A file that is there is left alone; a folder or a link that leads nowhere would be taken for one. */
function expectFree({ path }: Write): void {
  const quiet = { throwIfNoEntry: false } as const;
  if (lstatSync(path, quiet) && !statSync(path, quiet)?.isFile())
    throw Object.assign(new Error('it is no file'), { code: 'EEXIST' });
}

/**
 * Carries the changes out: all of them, or, where something cannot be written, none. A process that dies in between
 * leaves each file old or new, and the next run mends the rest. Throws `WriteError`.
 */
export function apply({ writes, creates, removes, within }: Changes): void {
  const staged = new Staged();
  const each = (action: (write: Write) => void) => (write: Write) => {
    try {
      action(write);
    } catch (error) {
      staged.undo();
      throw new WriteError(write.path, error);
    }
  };
  creates.forEach(each(expectFree));
  [...creates, ...writes].forEach(each((write) => staged.write(write)));
  creates.forEach(each((write) => staged.create(write)));
  writes.slice(0, -1).forEach(each((write) => staged.replace(write)));
  for (const path of removes) each(() => remove(path, within))({ path, text: '' });
  writes.slice(-1).forEach(each((write) => staged.replace(write)));
}
