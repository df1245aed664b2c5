import { join } from 'node:path';
import type { Diagnostic } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import { generate } from '../generate.js';
import type { Catalog } from '../ir.js';
import { type Survey, survey as surveyHandlers } from '../scaffold/survey.js';
import { survey } from '../write/owned.js';
import { type Plan, plan } from '../write/plan.js';
import { diskProblem } from './input.js';
import type { Project } from './project.js';

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

const lookAtHandlers = (project: Project, { tools }: Catalog): Promise<Survey> =>
  surveyHandlers(tools, {
    path: project.handlers,
    pages: project.pages,
    show: (file) => project.show(join(project.handlers, file)),
    cache: project.cache && join(project.cache, 'handlers.json'),
  });

/** Compiles a project and compares the result with what is on the disk. Changes nothing there. */
export async function prospect(project: Project): Promise<Prospect> {
  const { diagnostics, catalog, files } = await generate(project.input, project.layout);
  if (!catalog || !files) return { diagnostics, sourceOf: project.sourceOf };
  const handlers = await lookAtHandlers(project, catalog);
  const sourceOf = (file: string) => handlers.texts.get(file) ?? project.sourceOf(file);
  const compared = compare(project, files);
  const more = 'code' in compared ? [compared] : blocked(project, compared);
  const all = [...diagnostics, ...handlers.diagnostics, ...more];
  if ('code' in compared || all.some(({ severity }) => severity === 'error'))
    return { diagnostics: all, sourceOf };
  return { diagnostics: all, sourceOf, ready: { catalog, plan: compared, handlers } };
}

const blocked = (project: Project, { blocked: all }: Plan): Diagnostic[] =>
  all.map(({ path, problem }) =>
    diagnose('TW4003', undefined, { path: project.show(join(project.out, path)), problem }),
  );
