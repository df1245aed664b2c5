import { Expressions } from '../../cel/expression.js';
import { fileOf } from '../../lower/file.js';
import type { Report } from '../../report.js';
import type { SourceNode } from '../../source.js';
import { expressions } from './condition.js';
import { examples } from './example.js';
import { retries } from './execution.js';
import { approvals, conditions } from './level.js';
import { bursts, costs } from './limit.js';
import { devicesOfWindows } from './name.js';
import { presets } from './preset.js';
import { bound, errorCodes, permission, rateLimits } from './reference.js';
import { About, type Rule } from './rule.js';
import { chains } from './sanitizer.js';

/** Everything that a file must not say. To add a rule: a function, and a line here. */
const rules: readonly Rule[] = [
  permission,
  rateLimits,
  bound,
  errorCodes,
  devicesOfWindows,
  conditions,
  approvals,
  bursts,
  costs,
  retries,
  chains,
  presets,
  examples,
  expressions,
];

/** Holds what a file says against what can be meant. */
export function checkMeaning(root: SourceNode, report: Report): void {
  const about = new About(fileOf(root), new Expressions(), report);
  for (const rule of rules) rule(about);
}
