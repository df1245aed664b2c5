import { byPlace } from '../check/index.js';
import type { Diagnostic } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import type { Finding, Linted, Rule } from './rule.js';
import { unboundedLists, unboundedStrings } from './rules/bounds.js';
import { loops } from './rules/condition.js';
import { cost } from './rules/cost.js';
import { alike, thin } from './rules/description.js';
import { outages, publicWrites, shadows, unheld } from './rules/effect.js';
import { egress, mail } from './rules/egress.js';
import { patterns } from './rules/pattern.js';
import { type Misspelt, type Silence, silencesOf } from './silence.js';

/** Everything that compiles and is risky. To add a rule: a function, a line here, a row in diagnostics/lint.ts. */
const rules: readonly Rule[] = [
  unheld,
  publicWrites,
  outages,
  shadows,
  unboundedStrings,
  unboundedLists,
  patterns,
  loops,
  egress,
  mail,
  alike,
  thin,
  cost,
];

export interface LintResult {
  /** In the order of the text. */
  readonly findings: readonly Diagnostic[];
  /** How many a comment let pass. */
  readonly silenced: number;
}

/** What is risky in a file that compiles, but for what a comment allows with a reason. */
export function lintFile(
  about: Linted,
  sourceOf: (file: string) => string | undefined,
): LintResult {
  const found = once(rules.flatMap((rule) => [...rule(about)]));
  const comments = filesOf(about).flatMap((file) => silencesOf(file, sourceOf(file) ?? ''));
  const silences = comments.filter((each): each is Silence => 'code' in each);
  const open = found.filter((each) => !silences.some((silence) => covers(silence, each)));
  const misspelt = comments.filter((each): each is Misspelt => 'problem' in each);
  const idle = silences.filter((silence) => !found.some((each) => covers(silence, each)));
  const findings = [
    ...open.map(({ diagnostic }) => diagnostic),
    ...misspelt.map(({ place, problem }) => diagnose('TW6020', place, { problem })),
    ...idle.map(({ place, code }) => diagnose('TW6021', place, { code })),
  ];
  return { findings: findings.toSorted(byPlace), silenced: found.length - open.length };
}

/** A comment speaks of the line a finding points at, or of the whole tool where it stands at its name. */
const covers = ({ code, line, place }: Silence, { diagnostic, owner }: Finding): boolean =>
  diagnostic.code === code &&
  ((diagnostic.place.file === place.file && diagnostic.place.line === line) ||
    (owner.file === place.file && owner.line === line));

/** A shared schema is met by each tool that uses it. */
function once(findings: readonly Finding[]): readonly Finding[] {
  const key = ({ diagnostic: { code, message, place } }: Finding) =>
    `${place.file}:${place.line}:${place.column} ${code} ${message}`;
  return [...new Map(findings.map((each) => [key(each), each])).values()];
}

function filesOf({ file: { tools, levels, limits, shared } }: Linted): readonly string[] {
  const nodes = [tools, levels, limits, shared].flatMap((named) => [...named.values()]);
  return [...new Set(nodes.map(({ keyPlace }) => keyPlace.file))];
}
