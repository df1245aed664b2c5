import { join, resolve } from 'node:path';
import type { Diagnostic, Place } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import { diff } from '../diff/index.js';
import { understand } from '../whole.js';
import { type Ignored, leave, readIgnored } from './diff/ignore.js';
import { type Old, oldInput } from './diff/old.js';
import { placeOf } from './diff/place.js';
import { asAnnotations, asText, type Placed, placed } from './diff/text.js';
import { readText } from './input.js';
import { openProject, type ProjectOptions } from './project.js';
import { answer, type ExitCode, paint, type Terminal, YELLOW } from './terminal.js';

export interface DiffOptions extends ProjectOptions {
  /** A file, or a commit as git names it. */
  readonly against: string;
  /** Levels that fail, joined by commas. Default: `breaking,security`. */
  readonly failOn?: string;
  /** Default: `.toolwright-diff-ignore` beside where the command runs, if it is there. */
  readonly ignore?: string;
}

const IGNORE = '.toolwright-diff-ignore';
const WORDS = ['breaking', 'security', 'prompt', 'safe'];

/** What changed in meaning since a commit or a file. Exit code 1: something that should not. Writes nothing. */
export async function diffCommand(
  options: DiffOptions,
  cwd: string,
  terminal: Terminal,
): Promise<ExitCode> {
  const refuse = (...diagnostics: Diagnostic[]) => answer(terminal, { diagnostics }, 2);
  const failOn = (options.failOn ?? 'breaking,security')
    .toLowerCase()
    .split(',')
    .map((each) => each.trim());
  const strange = failOn.find((each) => !WORDS.includes(each));
  if (strange !== undefined)
    return refuse(
      diagnose('TW4008', undefined, {
        option: '--fail-on',
        problem: `${strange} is no level; they are ${WORDS.join(', ')}`,
      }),
    );
  const project = openProject(options, cwd);
  if ('code' in project) return refuse(project);
  const ignored = ignoredOf(options, cwd);
  if (ignored.diagnostics.length > 0) return refuse(...ignored.diagnostics);
  const before = oldInput(options.against, join(cwd, project.input.file), cwd);
  if ('code' in before) return refuse(before);
  const [old, now] = [await understand(before.input), await understand(project.input)];
  if (!('root' in old)) return answer(terminal, olderProblems(old.diagnostics, before), 2);
  if (!('root' in now)) return answer(terminal, { ...now, sourceOf: project.sourceOf }, 2);
  const { kept, unused } = leave(diff(old.catalog, now.catalog), ignored.ignored);
  const changes = kept.map((each) =>
    placed(each, shownAs(before, placeOf(old.root, each)), placeOf(now.root, each)),
  );
  return tell(changes, unused, failOn, terminal);
}

function tell(
  changes: readonly Placed[],
  unused: readonly Ignored[],
  failOn: readonly string[],
  terminal: Terminal,
): ExitCode {
  const fails = ({ level }: Placed) => failOn.includes(level.toLowerCase());
  const github = terminal.format === 'github';
  const text = github
    ? asAnnotations(changes, fails)
    : asText(changes, terminal) + unused.map((line) => unusedWords(line, terminal)).join('');
  const result = { changes, unused };
  return answer(terminal, { diagnostics: [], result, text }, changes.some(fails) ? 1 : 0);
}

const unusedWords = ({ rule, tool, place }: Ignored, terminal: Terminal): string =>
  `${paint(terminal, YELLOW, 'unused')}: ${place.file}:${place.line} ignores ${rule} of ${tool}: none such\n`;

function ignoredOf({ ignore }: DiffOptions, cwd: string): ReturnType<typeof readIgnored> {
  const file = ignore ?? IGNORE;
  const found = readText(resolve(cwd, file));
  if ('text' in found) return readIgnored(file, found.text);
  if (ignore === undefined) return { ignored: [], diagnostics: [] };
  return {
    ignored: [],
    diagnostics: [diagnose('TW4006', undefined, { file, problem: found.error })],
  };
}

const shownAs = ({ shown }: Old, place: Place | undefined): Place | undefined =>
  place && shown(place);

/** Under the names that say at which commit they stand. */
const olderProblems = (diagnostics: readonly Diagnostic[], { shown, sourceOf }: Old) => ({
  diagnostics: diagnostics.map(({ place, related, ...each }) => ({
    ...each,
    ...(place && { place: shown(place) }),
    ...(related && { related: related.map((one) => ({ ...one, place: shown(one.place) })) }),
  })),
  sourceOf,
});
