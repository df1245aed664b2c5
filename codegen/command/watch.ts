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
 * Compiles, and again after each save of tools.yaml or of a file it includes, until `signal` aborts. It watches folders,
 * since a file that is replaced on saving is another file. With an error the last good output stays.
 */
export async function watchCommand(
  options: ProjectOptions,
  cwd: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  let seen: string | undefined;
  let running = false;
  let again = false;
  let timer: NodeJS.Timeout | undefined;
  const watchers = new Map<string, FSWatcher>();

  async function compile(): Promise<void> {
    if (running) {
      again = true;
      return;
    }
    running = true;
    const { text, folders } = inputs(options, cwd);
    for (const folder of folders) follow(folder);
    if (text !== seen) {
      seen = text;
      if (terminal.color) terminal.print(CLEAR);
      await generateCommand(options, cwd, terminal);
      terminal.print(paint(terminal, DIM, 'Watching; end with Ctrl+C\n'));
    }
    running = false;
    if (again) {
      again = false;
      await compile();
    }
  }

  function follow(folder: string): void {
    if (watchers.has(folder)) return;
    try {
      watchers.set(
        folder,
        watch(folder, settle).on('error', () => forget(folder)),
      );
    } catch {
      // The folder is not there: the compiler says so itself.
    }
  }

  function forget(folder: string): void {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  }

  function settle(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void compile(), SETTLE_MS);
  }

  await compile();
  if (watchers.size === 0) return 2;
  await new Promise<void>((done) => {
    if (signal.aborted) done();
    signal.addEventListener('abort', () => done(), { once: true });
  });
  clearTimeout(timer);
  for (const folder of [...watchers.keys()]) forget(folder);
  return 0;
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
