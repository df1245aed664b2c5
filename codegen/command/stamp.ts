import { byCodeUnit } from '../../src/json.js';
import type { Diagnostic } from '../diagnostic.js';
import type { OutFile } from '../emit/emitter.js';
import { digest, digestOf } from '../emit/manifest.js';
import { keyOf } from '../memory.js';
import { keep, kept } from '../write/keep.js';
import type { Disk } from './disk.js';
import type { Project } from './project.js';

/** What there is to say of a project in which nothing is left to do. */
export interface UpToDate {
  readonly tools: number;
  /** Paths of the generated files, relative to the output folder. */
  readonly kept: readonly string[];
  /** Warnings. */
  readonly diagnostics: readonly Diagnostic[];
}

interface Kept {
  readonly seen: string;
  /** Paths that were read beside the main file. */
  readonly includes: readonly string[];
  readonly answer: UpToDate;
}

/** What changes between now and when there is nothing left to do. */
export interface Changes {
  readonly files: readonly OutFile[];
  readonly removed: readonly string[];
  /** Handlers that are made, by the names of their tools. */
  readonly stubs: ReadonlyMap<string, string>;
}

/**
 * The answer for a project that is up to date. It follows from what is read and from nothing else: as long as every
 * byte of that is the same, and the compiler is, nothing has to be compiled to know it.
 */
export class Stamp {
  readonly #file: string;
  readonly #build: string;
  readonly #project: Project;
  readonly #disk: Disk;

  constructor(file: string, build: string, project: Project, disk: Disk) {
    this.#file = file;
    this.#build = build;
    this.#project = project;
    this.#disk = disk;
  }

  recall(): UpToDate | undefined {
    try {
      const { seen, includes, answer } = JSON.parse(kept(this.#file)) as Kept;
      const { files, handlers } = this.#now();
      return seen === this.#seen(includes, files, handlers) ? answer : undefined;
    } catch {
      return undefined;
    }
  }

  keep(includes: readonly string[], { files, removed, stubs }: Changes, answer: UpToDate): void {
    const now = this.#now();
    for (const path of removed) now.files.delete(path);
    for (const file of files) now.files.set(file.path, digestOf(file));
    for (const [name, text] of stubs) now.handlers.set(name, [`${name}.ts`, digest(text)]);
    const seen = this.#seen(includes, now.files, now.handlers);
    keep(this.#file, JSON.stringify({ seen, includes, answer } satisfies Kept));
  }

  #now() {
    const { out, handlers } = this.#disk;
    return {
      files: new Map([...out.files].map(([path, { digest: hash }]) => [path, hash])),
      handlers: new Map(
        [...handlers].map(([name, { file, digest }]) => [name, [file, digest] as const]),
      ),
    };
  }

  #seen(
    includes: readonly string[],
    files: ReadonlyMap<string, string>,
    handlers: ReadonlyMap<string, readonly [string, string]>,
  ): string {
    const { input, layout, pages, out, handlers: folder, show } = this.#project;
    const { links, leftovers } = this.#disk.out;
    const world = [
      ...[layout, pages, show(out), show(folder), input.file],
      includes.map((path) => [path, input.load(path)]),
      ...[sorted(files), sorted(handlers), [...links], leftovers],
    ];
    return keyOf(this.#build, input.text, JSON.stringify(world));
  }
}

const sorted = <Value>(map: ReadonlyMap<string, Value>) =>
  [...map].sort(([a], [b]) => byCodeUnit(a, b));
