import { join } from 'node:path';
import { type Compiled, generate } from '../generate.js';
import { Memory } from '../memory.js';
import type { Disk } from './disk.js';
import type { Project } from './project.js';
import { DiskShelf } from './shelf.js';

export interface Built extends Compiled {
  /** Paths that were read beside the main file. */
  readonly includes: readonly string[];
}

/** Compiles a project with what is remembered of it. Nothing is written but that. */
export async function compile(
  project: Project,
  disk: Disk,
  cache: { readonly folder: string; readonly build: string } | undefined,
): Promise<Built> {
  const shelf = cache && new DiskShelf(join(cache.folder, 'tools'), cache.build);
  const memory = new Memory(shelf, disk.out.files);
  const includes = new Set<string>();
  const load = (path: string) => {
    includes.add(path);
    return project.input.load(path);
  };
  const compiled = await generate({ ...project.input, load }, project.layout, memory);
  shelf?.save();
  return { ...compiled, includes: [...includes] };
}
