import type { Diagnostic } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import { openProject, type Project, type ProjectOptions } from './project.js';
import { type Fates, fatesOf, prospect, type Ready } from './prospect.js';
import { amount, answer, type ExitCode, listing, paint, RED, type Terminal } from './terminal.js';

/** What each kind of difference says of a file. */
const DRIFT = {
  missing: 'is missing',
  differs: 'is not what tools.yaml says',
  edited: 'was edited by hand, or is in conflict',
  stale: 'belongs to nothing in tools.yaml',
};
type Drift = Readonly<Record<keyof typeof DRIFT | 'handlers' | 'orphaned', readonly string[]>>;

/** Whether what is on the disk is exactly what `generate` would write; writes nothing. */
export async function checkCommand(
  options: ProjectOptions,
  cwd: string,
  terminal: Terminal,
): Promise<ExitCode> {
  const project = openProject(options, cwd);
  if ('code' in project) return answer(terminal, { diagnostics: [project] }, 2);
  const { diagnostics, sourceOf, ready } = await prospect(project);
  if (!ready) return answer(terminal, { diagnostics, sourceOf }, 2);
  const result = driftOf(fatesOf(project, ready));
  const count = Object.values(result).flat().length;
  if (count === 0) ready.done();
  const hint = ready.plan.crlf.length > 0 ? lineEnds(project) : undefined;
  const text = story(terminal, project, ready, result) + (hint === undefined ? '' : `${hint}\n`);
  const found = terminal.format === 'github' ? annotations(result, hint) : [];
  const all = [...diagnostics, ...found];
  return answer(terminal, { diagnostics: all, sourceOf, result, text }, count === 0 ? 0 : 1);
}

const driftOf = ({ added, changed, restored, removed, created, orphaned }: Fates): Drift => ({
  missing: added,
  differs: changed,
  edited: restored,
  stale: removed,
  handlers: created,
  orphaned,
});

function story(terminal: Terminal, project: Project, { tools }: Ready, drift: Drift): string {
  const { handlers, orphaned, ...files } = drift;
  const name = project.input.file;
  const generated = Object.values(files).flat().length;
  if (generated + handlers.length + orphaned.length === 0)
    return `${name}: ${amount(tools, 'tool')}, everything up to date\n`;
  const count = amount(generated + handlers.length + orphaned.length, 'file');
  const head = `${paint(terminal, RED, 'drift')}: ${count} not as ${name} says\n`;
  const missing = [...files.missing, ...handlers];
  const lines = Object.entries({ ...files, missing, orphaned }).map(([kind, paths]) =>
    listing(terminal, kind, paths),
  );
  const mend = generated + handlers.length > 0 ? 'Mend it: toolwright generate\n' : '';
  return head + lines.join('') + mend;
}

/** Exact bytes are the rule, and `generate` alone would not keep them: the next checkout does it again. */
const lineEnds = ({ out, show }: Project): string =>
  `Line ends alone differ in some: git made them CRLF. Write into .gitattributes: ${show(out)}/** text eol=lf`;

/** Drift at the files themselves, for a pull request. */
function annotations({ handlers, orphaned: _, ...files }: Drift, hint?: string): Diagnostic[] {
  const at = (file: string) => ({ file, line: 1, column: 1, length: 1 });
  const generated = Object.entries(files).flatMap(([kind, paths]) =>
    paths.map((path) =>
      diagnose('TW4012', at(path), { path, problem: DRIFT[kind as keyof typeof DRIFT], hint }),
    ),
  );
  const tool = (file: string) => file.replace(/^.*\/|\.ts$/g, '');
  return [
    ...generated,
    ...handlers.map((file) => diagnose('TW4013', at(file), { file, tool: tool(file) })),
  ];
}
