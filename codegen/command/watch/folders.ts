import { type FSWatcher, realpathSync, statSync, type watch } from 'node:fs';
import { dirname } from 'node:path';
import { isWithin } from '../../write/folder.js';
import { diskProblem } from '../input.js';

/** A folder that cannot be watched, and why. */
interface Problem {
  readonly path: string;
  readonly problem: string;
}

/** Folders are watched rather than files, since a file that is replaced on saving is another file. */
export class Folders {
  readonly #ring: () => void;
  readonly #open: typeof watch;
  readonly #watchers = new Map<
    string,
    { readonly watcher: FSWatcher; readonly identity: string }
  >();

  constructor(ring: () => void, open: typeof watch) {
    this.#ring = ring;
    this.#open = open;
  }

  get none(): boolean {
    return this.#watchers.size === 0;
  }

  /** Watches these and no others. `fresh`: one of them was not watched before, or is another folder of that name. */
  follow(folders: ReadonlySet<string>): { fresh: boolean; problem?: Problem } {
    let fresh = false;
    for (const path of this.#watchers.keys()) if (!folders.has(path)) this.#forget(path);
    for (const path of folders) {
      const identity = identityOf(path);
      if (this.#watchers.get(path)?.identity === identity) continue;
      this.#forget(path);
      // It is not there: the compiler says so itself.
      if (identity === undefined) continue;
      try {
        const watcher = this.#open(path, () => this.#ring());
        watcher.on('error', () => {
          this.#forget(path);
          this.#ring();
        });
        this.#watchers.set(path, { watcher, identity });
      } catch (error) {
        return { fresh, problem: { path, problem: problemOf(error) } };
      }
      fresh = true;
    }
    return { fresh };
  }

  #forget(path: string): void {
    this.#watchers.get(path)?.watcher.close();
    this.#watchers.delete(path);
  }

  end(): void {
    for (const path of [...this.#watchers.keys()]) this.#forget(path);
  }
}

/**
 * The folders whose entries say that one of the files changed: its own, those it stands in up to where the command
 * runs, and that of the file which a link leads to.
 */
export function foldersOf(files: readonly string[], cwd: string): ReadonlySet<string> {
  const [main = cwd] = files;
  const top = isWithin(main, cwd) ? cwd : dirname(main);
  const folders = new Set<string>();
  for (const file of files) {
    const target = targetOf(file);
    if (target !== undefined) folders.add(dirname(target));
    for (let folder = dirname(file); isWithin(folder, top); folder = dirname(folder))
      folders.add(folder);
  }
  return folders;
}

function targetOf(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

const FULL = ['ENOSPC', 'EMFILE', 'ENFILE'];

const problemOf = (error: unknown): string =>
  FULL.includes((error as NodeJS.ErrnoException).code ?? '')
    ? 'the system allows no more watches'
    : diskProblem(error);

/** Changes when another folder takes the name; undefined where there is none. */
function identityOf(folder: string): string | undefined {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() ? `${found.dev}:${found.ino}:${found.birthtimeMs}` : undefined;
}
