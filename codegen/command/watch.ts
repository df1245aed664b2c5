import { statSync, watch } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Diagnostic } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import { generateProject } from './generate.js';
import { openProject, type Project, type ProjectOptions } from './project.js';
import { answer, DIM, type ExitCode, paint, type Terminal } from './terminal.js';
import { Folders, foldersOf } from './watch/folders.js';
import { Saves } from './watch/saves.js';
import { missing, nothing, type Written, writtenIn } from './watch/written.js';

const CLEAR = '\x1b[2J\x1b[3J\x1b[H';

/**
 * Compiles, and again after each save of tools.yaml or of a file it includes, and where a generated file is gone, until
 * `signal` aborts. One run at a time; a save during a run is compiled after it. With an error the last good output
 * stays. Exit code 2: nothing can be watched, or no longer.
 */
export async function watchCommand(
  options: ProjectOptions,
  cwd: string,
  terminal: Terminal,
  signal: AbortSignal,
  open: typeof watch = watch,
): Promise<ExitCode> {
  const saves = new Saves();
  signal.addEventListener('abort', () => saves.ring(), { once: true });
  const folders = new Folders(() => saves.ring(), open);
  const compiler = new Compiler(options, cwd, terminal);
  while (!signal.aborted) {
    await compiler.compileIfChanged();
    const watched = new Set([...foldersOf(compiler.files, cwd), ...compiler.written.folders]);
    const { fresh, problem } = folders.follow(watched);
    if (problem) {
      folders.end();
      const path = relative(cwd, problem.path) || '.';
      return answer(
        terminal,
        { diagnostics: [diagnose('TW4015', undefined, { ...problem, path })] },
        2,
      );
    }
    if (folders.none) return 2;
    // What was saved between reading a file and watching its folder rang nowhere.
    if (fresh) saves.ring();
    await saves.settled(signal);
  }
  folders.end();
  return 0;
}

/** Compiles where anything that is read is not what it was. */
class Compiler {
  readonly #options: ProjectOptions;
  readonly #cwd: string;
  readonly #terminal: Terminal;
  readonly #main: string;
  #includes = new Set<string>();
  #written: Written = nothing;
  #failed = false;
  #seen: string | undefined;

  constructor(options: ProjectOptions, cwd: string, terminal: Terminal) {
    this.#options = options;
    this.#cwd = cwd;
    this.#terminal = terminal;
    this.#main = resolve(cwd, options.file ?? 'tools.yaml');
  }

  /** Everything that was read; absolute. */
  get files(): readonly string[] {
    return [this.#main, ...[...this.#includes].map((path) => join(dirname(this.#main), path))];
  }

  /** What should stand in the output folder after the last run. */
  get written(): Written {
    return this.#written;
  }

  async compileIfChanged(): Promise<void> {
    const project = openProject(this.#options, this.#cwd);
    const gone = this.#gone(project);
    if (this.#state(project, gone) === this.#seen) return;
    const { color, format } = this.#terminal;
    // A program that reads the answers wants nothing between them.
    const person = format === 'pretty';
    if (person && color) this.#terminal.print(CLEAR);
    this.#failed = (await this.#compile(project)) !== 0;
    this.#written = 'code' in project ? nothing : writtenIn(project.out, this.#written);
    // What went during the run has rung since: it differs from this, and is written by the next.
    this.#seen = this.#state(project, this.#failed ? gone : []);
    if (person) this.#terminal.print(paint(this.#terminal, DIM, 'Watching; end with Ctrl+C\n'));
  }

  #gone = (project: Project | Diagnostic): readonly string[] =>
    'code' in project ? [] : missing(this.#written, project.out);

  async #compile(project: Project | Diagnostic): Promise<ExitCode> {
    if ('code' in project) return answer(this.#terminal, { diagnostics: [project] }, 2);
    this.#includes = new Set();
    const load = (path: string) => {
      this.#includes.add(path);
      return project.input.load(path);
    };
    return generateProject({ ...project, input: { ...project.input, load } }, this.#terminal);
  }

  /** Everything that the outcome follows from; after a failure the save too, for what failed may stand elsewhere. */
  #state(project: Project | Diagnostic, gone: readonly string[]): string {
    const saved = this.#failed && statSync(this.#main, { throwIfNoEntry: false })?.mtimeMs;
    if ('code' in project) return JSON.stringify([project, saved]);
    const { input, out, handlers, layout } = project;
    const includes = [...this.#includes].map((path) => [path, input.load(path)]);
    return JSON.stringify([input.text, out, handlers, layout, includes, gone, saved]);
  }
}
