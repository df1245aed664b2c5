import { join } from 'node:path';
import { compilerBuild } from '../build.js';
import type { Diagnostic } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import { generate } from '../generate.js';
import type { Catalog } from '../ir.js';
import { Memory } from '../memory.js';
import { type Survey, survey as surveyHandlers } from '../scaffold/survey.js';
import { survey } from '../write/owned.js';
import { type Plan, plan } from '../write/plan.js';
import { diskProblem } from './input.js';
import type { Project } from './project.js';
import { DiskShelf } from './shelf.js';

/** What generation would do, before anything is done. */
export interface Prospect {
  readonly diagnostics: readonly Diagnostic[];
  readonly sourceOf: (file: string) => string | undefined;
  /** Absent when a diagnostic is an error. */
  readonly ready?: {
    readonly catalog: Catalog;
    readonly plan: Plan;
    readonly handlers: Survey;
  };
}

function compare(project: Project, files: Parameters<typeof plan>[0]): Plan | Diagnostic {
  try {
    return plan(files, survey(project.out));
  } catch (error) {
    const path = project.show(project.out);
    return diagnose('TW4002', undefined, { path, problem: diskProblem(error) });
  }
}

async function lookAtHandlers(project: Project, { tools }: Catalog): Promise<Survey | Diagnostic> {
  const { handlers: path, pages, cache } = project;
  const show = (file: string) => project.show(join(path, file));
  try {
    return await surveyHandlers(tools, {
      ...{ path, pages, show },
      cache: cache && join(cache, 'handlers.json'),
    });
  } catch (error) {
    const { path: file = path } = error as NodeJS.ErrnoException;
    return diagnose('TW4006', undefined, { file: project.show(file), problem: diskProblem(error) });
  }
}

/** Compiles a project and compares the result with what is on the disk. Changes nothing there. */
export async function prospect(project: Project): Promise<Prospect> {
  const shelf = project.cache && new DiskShelf(join(project.cache, 'tools'), compilerBuild());
  const memory = new Memory(shelf || undefined);
  const { diagnostics, catalog, files } = await generate(project.input, project.layout, memory);
  if (shelf) shelf.save();
  if (!catalog || !files) return { diagnostics, sourceOf: project.sourceOf };
  const handlers = await lookAtHandlers(project, catalog);
  const compared = compare(project, files);
  if ('code' in handlers || 'code' in compared) {
    const faults = [handlers, compared].filter((each) => 'code' in each);
    return { diagnostics: [...diagnostics, ...faults], sourceOf: project.sourceOf };
  }
  const all = [...diagnostics, ...handlers.diagnostics, ...blocked(project, compared)];
  const sourceOf = (file: string) => handlers.texts.get(file) ?? project.sourceOf(file);
  const failed = all.some(({ severity }) => severity === 'error');
  return {
    diagnostics: all,
    sourceOf,
    ...(!failed && { ready: { catalog, plan: compared, handlers } }),
  };
}

const blocked = (project: Project, { blocked: all }: Plan): Diagnostic[] =>
  all.map(({ path, problem }) =>
    diagnose('TW4003', undefined, { path: project.show(join(project.out, path)), problem }),
  );
