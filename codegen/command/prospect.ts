import { join } from 'node:path';
import { compilerBuild } from '../build.js';
import type { Diagnostic } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import { stub } from '../scaffold/stub.js';
import { type Survey, survey } from '../scaffold/survey.js';
import { keepYoungHeap } from '../short-run.js';
import { type Plan, plan } from '../write/plan.js';
import type { Built } from './compile.js';
import { type Disk, look } from './disk.js';
import type { Project } from './project.js';
import { Stamp, type UpToDate } from './stamp.js';

/** What generation would do, before anything is done. */
export interface Prospect {
  readonly diagnostics: readonly Diagnostic[];
  readonly sourceOf: (file: string) => string | undefined;
  /** Absent when a diagnostic is an error. */
  readonly ready?: Ready;
}

export interface Ready {
  /** How many there are. */
  readonly tools: number;
  readonly plan: Plan;
  readonly handlers: Survey;
  /** To be called when all of it is done: then the next run need not find it out again. */
  readonly done: () => void;
}

/** What becomes of files. */
export type Fates = Readonly<
  Record<
    'added' | 'changed' | 'restored' | 'removed' | 'created' | 'orphaned' | 'kept',
    readonly string[]
  >
>;

/** Finds out what generation would do; by looking alone, where nothing changed since nothing was left to do. */
export async function prospect(project: Project): Promise<Prospect> {
  const disk = look(project);
  const cache = cacheOf(project);
  const stamp =
    cache && new Stamp(join(cache.folder, 'up-to-date.json'), cache.build, project, disk);
  const known = stamp?.recall();
  if (known) return upToDate(known, project);
  // The compiler is only loaded where something has to be compiled.
  const { compile } = await import('./compile.js');
  keepYoungHeap();
  const built = await compile(project, disk, cache);
  const faults = [...built.diagnostics, ...disk.faults];
  if (!built.files || disk.faults.length > 0)
    return { diagnostics: faults, sourceOf: project.sourceOf };
  return compare(project, disk, built as Required<Built>, stamp);
}

const cacheOf = ({ cache, layout }: Project) =>
  cache === undefined
    ? undefined
    : { folder: cache, build: `${compilerBuild()} ${layout.imports}` };

async function compare(
  project: Project,
  disk: Disk,
  built: Required<Built>,
  stamp: Stamp | undefined,
): Promise<Prospect> {
  const { handlers: folder, pages, cache, layout } = project;
  const { imports } = layout;
  const { tools } = built.catalog;
  const show = (file: string) => project.show(join(folder, file));
  const verdicts = cache && join(cache, 'handlers.json');
  const handlers = await survey(tools, disk.handlers, { pages, imports, show, cache: verdicts });
  const planned = plan(built.files, disk.out);
  const diagnostics = [...built.diagnostics, ...handlers.diagnostics, ...blocked(project, planned)];
  const sourceOf = (file: string) => handlers.texts.get(file) ?? project.sourceOf(file);
  if (diagnostics.some(({ severity }) => severity === 'error')) return { diagnostics, sourceOf };
  const done = () => {
    if (handlers.diagnostics.length > 0 || planned.leftovers.length > 0) return;
    const stubs = new Map(handlers.missing.map((tool) => [tool.name, stub(tool, pages, imports)]));
    const changes = { files: built.files, removed: planned.removed, stubs };
    const kept = built.files.map(({ path }) => path);
    stamp?.keep(built.includes, changes, { tools: tools.length, kept, diagnostics });
  };
  return { diagnostics, sourceOf, ready: { tools: tools.length, plan: planned, handlers, done } };
}

function upToDate({ tools, kept, diagnostics }: UpToDate, { sourceOf }: Project): Prospect {
  const nothing = { added: [], changed: [], restored: [], crlf: [], removed: [], blocked: [] };
  const none = { ...nothing, leftovers: [] };
  const handlers = { missing: [], diagnostics: [], texts: new Map() };
  const ready = { tools, plan: { ...none, kept, writes: [] }, handlers, done: () => {} };
  return { diagnostics, sourceOf, ready };
}

/** What generation does, by paths as the person at the terminal reads them. */
export function fatesOf(project: Project, { plan: planned, handlers }: Ready): Fates {
  const generated = (paths: readonly string[]) =>
    paths.map((path) => project.show(join(project.out, path)));
  return {
    added: generated(planned.added),
    changed: generated(planned.changed),
    restored: generated(planned.restored),
    removed: generated(planned.removed),
    created: handlers.missing.map(({ name }) => project.show(join(project.handlers, `${name}.ts`))),
    orphaned: handlers.diagnostics.flatMap(({ place }) => place?.file ?? []),
    kept: generated(planned.kept),
  };
}

const blocked = (project: Project, { blocked: all }: Plan): Diagnostic[] =>
  all.map(({ path, problem }) =>
    diagnose('TW4003', undefined, { path: project.show(join(project.out, path)), problem }),
  );
