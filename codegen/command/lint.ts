import { lintFile } from '../lint/index.js';
import { loadRecheck } from '../lint/recheck.js';
import { patternsOf } from '../lint/rules/pattern.js';
import { fileOf } from '../lower/file.js';
import { loadTokenizer } from '../tokens.js';
import { understand } from '../whole.js';
import { openProject, type ProjectOptions } from './project.js';
import { amount, answer, type ExitCode, type Terminal } from './terminal.js';

const NO_RECHECK =
  'patterns were not looked at: npm install --save-dev recheck, and TW6004 is held as well';

/** Risky declarations; exit code 1 where there is one. Writes nothing. */
export async function lintCommand(
  options: ProjectOptions,
  cwd: string,
  terminal: Terminal,
  optional = { recheck: loadRecheck, tokenizer: loadTokenizer },
): Promise<ExitCode> {
  const project = openProject(options, cwd);
  if ('code' in project) return answer(terminal, { diagnostics: [project] }, 2);
  const { input, sourceOf } = project;
  const sound = await understand(input);
  if (!('root' in sound)) {
    const diagnostics = sound.diagnostics.filter(({ severity }) => severity === 'error');
    return answer(terminal, { diagnostics, sourceOf }, 2);
  }
  const [recheck, tokenizer] = await Promise.all([optional.recheck(), optional.tokenizer()]);
  const about = { file: fileOf(sound.root), catalog: sound.catalog, tokenizer, recheck };
  const { findings, silenced } = lintFile(about, sourceOf);
  const unseen = !recheck && !patternsOf(about).next().done;
  const notes = unseen ? [NO_RECHECK] : [];
  const count = amount(about.catalog.tools.length, 'tool');
  const passed = silenced === 0 ? '' : `, ${silenced} allowed with a reason`;
  const clean = findings.length === 0 ? `${count}, nothing risky found` : count;
  const text = [`${input.file}: ${clean}${passed}`, ...notes.map((note) => `note: ${note}`)];
  const said = { diagnostics: findings, sourceOf, result: { silenced, notes } };
  return answer(
    terminal,
    { ...said, text: text.map((line) => `${line}\n`).join('') },
    findings.length === 0 ? 0 : 1,
  );
}
