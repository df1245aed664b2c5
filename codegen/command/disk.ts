import type { Diagnostic } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import { type HandlerFile, handlerFiles } from '../scaffold/files.js';
import { type Folder, nothing, survey } from '../write/owned.js';
import { diskProblem } from './input.js';
import type { Project } from './project.js';
import { writeFault } from './write-fault.js';

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
  const tried = <Value>(
    read: () => Value,
    otherwise: Value,
    fault: (error: unknown) => Diagnostic,
  ) => {
    try {
      return read();
    } catch (error) {
      faults.push(fault(error));
      return otherwise;
    }
  };
  const handlers = tried(
    () => handlerFiles(project.handlers, project.holds),
    new Map(),
    (error) => {
      const { path = project.handlers } = error as NodeJS.ErrnoException;
      return diagnose('TW4006', undefined, {
        file: project.show(path),
        problem: diskProblem(error),
      });
    },
  );
  const out = tried(
    () => survey(project.out),
    nothing,
    (error) =>
      diagnose('TW4002', undefined, {
        path: project.show(project.out),
        ...writeFault(error),
      }),
  );
  return { out, handlers, faults };
}
