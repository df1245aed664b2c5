import type { Diagnostic } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import { type HandlerFile, handlerFiles } from '../scaffold/files.js';
import { type Folder, nothing, survey } from '../write/owned.js';
import { diskProblem } from './input.js';
import type { Project } from './project.js';

/** What is on the disk of a project beside what it is compiled from. */
export interface Disk {
  readonly out: Folder;
  /** By the names of tools. */
  readonly handlers: ReadonlyMap<string, HandlerFile>;
  /** What could not be looked at. */
  readonly faults: readonly Diagnostic[];
}

/** Looks at the output folder and at the handlers. Changes nothing there. */
export function look(project: Project): Disk {
  const faults: Diagnostic[] = [];
  const tried = <Value>(read: () => Value, otherwise: Value, folder: string) => {
    try {
      return read();
    } catch (error) {
      const { path = folder } = error as NodeJS.ErrnoException;
      const values = { file: project.show(path), problem: diskProblem(error) };
      faults.push(diagnose('TW4006', undefined, values));
      return otherwise;
    }
  };
  const { layout, holds } = project;
  const named = () => handlerFiles(project.handlers, layout.imports, holds);
  const handlers = tried(named, new Map(), project.handlers);
  const out = tried(() => survey(project.out), nothing, project.out);
  return { out, handlers, faults };
}
