import { type FSWatcher, watch } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { read } from '../read/index.js';
import { generateCommand } from './generate.js';
import { readText } from './input.js';
import { openProject, type ProjectOptions } from './project.js';
import { DIM, type ExitCode, paint, type Terminal } from './terminal.js';

/** Editors save in several steps; what comes within this is one save. */
const SETTLE_MS = 80;
const CLEAR = '\x1b[2J\x1b[3J\x1b[H';

/**
 * Compiles, and again after each save of tools.yaml or of a file it includes, until `signal` aborts. It watches
 * folders, since a file that is replaced on saving is another file. With an error the last good output stays.
 */
export async function watchCommand(
  options: ProjectOptions,
  cwd: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const watching = new Watching(options, cwd, terminal);
  await watching.compile();
  if (watching.blind) return 2;
  await new Promise<void>((done) => {
    if (signal.aborted) done();
    signal.addEventListener('abort', () => done(), { once: true });
  });
  watching.end();
  return 0;
}

class Watching {
  readonly #options: ProjectOptions;
  readonly #cwd: string;
  readonly #terminal: Terminal;
  readonly #watchers = new Map<string, FSWatcher>();
  #seen: string | undefined;
  #running = false;
  #again = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ProjectOptions, cwd: string, terminal: Terminal) {
    this.#options = options;
    this.#cwd = cwd;
    this.#terminal = terminal;
  }

  /** No folder could be watched. */
  get blind(): boolean {
    return this.#watchers.size === 0;
  }

  /** One run at a time; a save during a run is compiled after it. */
  async compile(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    do {
      this.#again = false;
      await this.#compileIfChanged();
    } while (this.#again);
    this.#running = false;
  }

  async #compileIfChanged(): Promise<void> {
    const { text, folders } = inputs(this.#options, this.#cwd);
    for (const folder of folders) this.#follow(folder);
    if (text === this.#seen) return;
    this.#seen = text;
    if (this.#terminal.color) this.#terminal.print(CLEAR);
    await generateCommand(this.#options, this.#cwd, this.#terminal);
    this.#terminal.print(paint(this.#terminal, DIM, 'Watching; end with Ctrl+C\n'));
  }

  #follow(folder: string): void {
    if (this.#watchers.has(folder)) return;
    try {
      const watcher = watch(folder, () => this.#settle());
      this.#watchers.set(
        folder,
        watcher.on('error', () => this.#forget(folder)),
      );
    } catch {
      // The folder is not there: the compiler says so itself.
    }
  }

  #forget(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }

  #settle(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.compile(), SETTLE_MS);
  }

  end(): void {
    clearTimeout(this.#timer);
    for (const folder of [...this.#watchers.keys()]) this.#forget(folder);
  }
}

/** Everything that is read, as one text to compare, and the folders it stands in. */
function inputs(options: ProjectOptions, cwd: string) {
  const main = resolve(cwd, options.file ?? 'tools.yaml');
  const folders = new Set([dirname(main)]);
  const own = readText(main);
  const texts = ['text' in own ? own.text : own.error];
  const project = openProject(options, cwd);
  if ('input' in project) {
    const { input } = project;
    read({
      ...input,
      load(path) {
        const loaded = input.load(path);
        folders.add(dirname(resolve(dirname(main), path)));
        texts.push('text' in loaded ? loaded.text : loaded.error);
        return loaded;
      },
    });
  }
  return { text: JSON.stringify(texts), folders };
}
