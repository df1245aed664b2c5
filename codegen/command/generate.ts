import { join } from 'node:path';
import { diagnose } from '../diagnostics/index.js';
import { leftoversIn } from '../scaffold/files.js';
import { stub } from '../scaffold/stub.js';
import { apply, WriteError } from '../write/apply.js';
import { openProject, type Project, type ProjectOptions } from './project.js';
import { type Fates, fatesOf, prospect, type Ready } from './prospect.js';
import {
  amount,
  answer,
  BOLD,
  type ExitCode,
  GREEN,
  listing,
  paint,
  type Terminal,
} from './terminal.js';
import { writeFault } from './write-fault.js';

/** Compiles tools.yaml and writes what changed. */
export async function generateCommand(
  options: ProjectOptions,
  cwd: string,
  terminal: Terminal,
): Promise<ExitCode> {
  const project = openProject(options, cwd);
  if ('code' in project) return answer(terminal, { diagnostics: [project] }, 2);
  return generateProject(project, terminal);
}

export async function generateProject(project: Project, terminal: Terminal): Promise<ExitCode> {
  const { diagnostics, sourceOf, ready } = await prospect(project);
  if (!ready) return answer(terminal, { diagnostics, sourceOf }, 2);
  try {
    write(project, ready);
  } catch (error) {
    if (!(error instanceof WriteError)) throw error;
    const values = { path: project.show(error.path), ...writeFault(error.cause) };
    return answer(terminal, { diagnostics: [diagnose('TW4002', undefined, values)] }, 2);
  }
  ready.done();
  const result = fatesOf(project, ready);
  const text = story(terminal, project, ready, result);
  return answer(terminal, { diagnostics, sourceOf, result, text }, 0);
}

function write(project: Project, { plan, handlers }: Ready): void {
  const { out } = project;
  const writes = plan.writes.map(({ path, text }) => ({ path: join(out, path), text }));
  const creates = handlers.missing.map((tool) => ({
    path: join(project.handlers, `${tool.name}.ts`),
    text: stub(tool, project.pages, project.layout.imports),
  }));
  const removes = [
    ...[...plan.removed, ...plan.leftovers].map((path) => join(out, path)),
    ...leftoversIn(project.handlers),
  ];
  apply({ creates, writes, removes, within: out });
}

function story(terminal: Terminal, project: Project, ready: Ready, result: Fates): string {
  const { kept, ...told } = result;
  const tools = amount(ready.tools, 'tool');
  const file = paint(terminal, BOLD, project.input.file);
  const head = `${file}: ${tools}, ${amount(ready.plan.writes.length, 'file')} written\n`;
  const lines = Object.entries(told).map(([fate, paths]) => listing(terminal, fate, paths));
  const rest = kept.length === 0 ? '' : `  kept      ${amount(kept.length, 'file')} as they were\n`;
  return head + lines.join('') + rest + next(terminal, result);
}

function next(terminal: Terminal, { created, restored }: Fates): string {
  const [first, ...more] = created;
  const steps = [
    first &&
      `fill in ${first}${more.length > 0 ? ` and ${amount(more.length, 'other handler')}` : ''}`,
    restored.length > 0 && 'edit tools.yaml rather than generated files: they are written anew',
  ].filter(Boolean);
  return steps.map((step) => `${paint(terminal, GREEN, 'Next')}: ${step}\n`).join('');
}
