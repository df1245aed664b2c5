import { randomUUID } from 'node:crypto';
import { chmodSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { nearest } from '../../src/text/nearest.js';
import type { Diagnostic } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import { read } from '../read/index.js';
import { renameKey } from '../rename/declaration.js';
import { renameInHandler } from '../rename/handler.js';
import { faultOfName } from '../rename/name.js';
import { handlerFileOf } from '../scaffold/files.js';
import { inspect } from '../scaffold/inspect.js';
import type { SourceNode } from '../source.js';
import { identifier } from '../spec/spec.js';
import { LEADS_OUT } from '../write/folder.js';
import { diskProblem, readText } from './input.js';
import { openProject, type Project, type ProjectOptions } from './project.js';
import { answer, type ExitCode, type Terminal } from './terminal.js';
import { writeFault } from './write-fault.js';

/** Renames a tool: its key in tools.yaml, its handler file and what that imports. A second time it changes nothing. */
export async function renameCommand(
  from: string,
  to: string,
  options: ProjectOptions,
  cwd: string,
  terminal: Terminal,
): Promise<ExitCode> {
  const project = openProject(options, cwd);
  if ('code' in project) return answer(terminal, { diagnostics: [project] }, 2);
  const source = read(project.input);
  const { sourceOf } = project;
  const tools = source.root?.get('tools');
  if (!tools) {
    const none = source.root ? [diagnose('TW4009', undefined, { name: from })] : [];
    return answer(terminal, { diagnostics: [...source.diagnostics, ...none], sourceOf }, 2);
  }
  if (!tools.get(from) && tools.get(to)) {
    const text = `${from} is ${to} already: nothing to do\n`;
    return answer(terminal, { diagnostics: [], result: { changed: [] }, text }, 0);
  }
  const planned = await plan(project, tools, from, to, cwd);
  if ('code' in planned) return answer(terminal, { diagnostics: [planned], sourceOf }, 2);
  const failed = apply(planned, project);
  if (failed) return answer(terminal, { diagnostics: [failed], sourceOf }, 2);
  const changed = planned.map(({ path }) => project.show(path));
  const lines = changed.map((path) => `  changed   ${path}\n`).join('');
  const text = `${from} is now ${to}\n${lines}Next: toolwright generate\n`;
  return answer(terminal, { diagnostics: [], result: { changed }, text }, 0);
}

/** A file to write; it has been `old` until then. */
interface Change {
  readonly path: string;
  readonly text: string;
  readonly old?: string;
}

async function plan(
  project: Project,
  tools: SourceNode,
  from: string,
  to: string,
  cwd: string,
): Promise<readonly Change[] | Diagnostic> {
  const node = tools.get(from);
  if (!node) {
    const close = nearest(
      from,
      tools.entries().map(([name]) => name),
    );
    return diagnose('TW4009', undefined, {
      name: from,
      ...(close !== undefined && { nearest: close }),
    });
  }
  if (!new RegExp(identifier.pattern).test(to))
    return refused(to, 'is no name of a tool: letters, digits and _, at most 64');
  if (tools.get(to)) return refused(to, 'is a tool already');
  const fault = faultOfName(tools, from, to);
  if (fault) return fault;
  const { keyPlace } = node;
  const path = resolve(cwd, keyPlace.file);
  const text = project.sourceOf(keyPlace.file) ?? '';
  const key = { path, text: renameKey(text, keyPlace, to) };
  const handler = await handlerChange(project, from, to);
  if (handler && 'code' in handler) return handler;
  return handler ? [handler, key] : [key];
}

const refused = (name: string, problem: string): Diagnostic =>
  diagnose('TW4014', undefined, { name, problem });

/** Undefined: there is no handler file yet. One that does not parse is left alone, and so is everything else. */
async function handlerChange(
  project: Project,
  from: string,
  to: string,
): Promise<Change | Diagnostic | undefined> {
  const found = handlerFileOf(project.handlers, from);
  if (found === undefined) return undefined;
  const taken = handlerFileOf(project.handlers, to);
  if (taken !== undefined)
    return refused(project.show(join(project.handlers, taken)), 'is there already: move it away');
  const old = join(project.handlers, found);
  const path = join(project.handlers, to + extname(found));
  const file = project.holds(old) ? readText(old) : { error: diskProblem({ code: LEADS_OUT }) };
  if ('error' in file)
    return diagnose('TW4006', undefined, { file: project.show(old), problem: file.error });
  const { problem } = await inspect(old, file.text);
  if (problem) {
    const { line, column, length, message } = problem;
    const place = { file: project.show(old), line, column, length };
    return diagnose('TW4004', place, { problem: message });
  }
  return { path, old, text: await renameInHandler(found, file.text, { from, to }) };
}

/** Every text is first written beside its place, where a link leads to; then all are moved. */
function apply(changes: readonly Change[], project: Project): Diagnostic | undefined {
  const written: string[] = [];
  try {
    const places = changes.map(({ path, old = path }) => realpathSync(old));
    for (const [index, { text }] of changes.entries())
      written.push(beside(places[index] as string, text));
    for (const [index, { path, old }] of changes.entries()) {
      renameSync(written[index] as string, places[index] as string);
      if (old !== undefined) renameSync(old, path);
    }
    return undefined;
  } catch (error) {
    for (const path of written) rmSync(path, { force: true });
    const path = project.show(changes[0]?.path ?? '');
    return diagnose('TW4002', undefined, { path, ...writeFault(error) });
  }
}

/** Whoever may read or run a file may do so after. */
function beside(path: string, text: string): string {
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
  writeFileSync(temporary, text, { flag: 'wx' });
  chmodSync(temporary, statSync(path).mode);
  return temporary;
}
