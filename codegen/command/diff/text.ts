import type { Place } from '../../diagnostic.js';
import { type Change, type ChangeLevel, FILE, levelOf, levels, rules } from '../../diff/index.js';
import { github, safe } from '../../render/index.js';
import { amount, BOLD, DIM, GREEN, paint, RED, type Terminal, YELLOW } from '../terminal.js';

export interface Placed extends Change {
  readonly level: ChangeLevel;
  readonly title: string;
  readonly why: string;
  readonly before?: Place;
  readonly after?: Place;
}

export const placed = (change: Change, before?: Place, after?: Place): Placed => {
  const { title, why } = rules[change.rule];
  return {
    ...change,
    level: levelOf(change),
    title,
    why,
    ...(before && { before }),
    ...(after && { after }),
  };
};

const COLORS = { SECURITY: RED, BREAKING: RED, PROMPT: YELLOW, SAFE: GREEN };

/** For people: by level, then by tool. */
export function asText(changes: readonly Placed[], terminal: Terminal): string {
  if (changes.length === 0) return 'no change in meaning\n';
  const parts = levels.flatMap((level) => {
    const some = changes.filter((each) => each.level === level);
    if (some.length === 0) return [];
    const head = `${paint(terminal, COLORS[level], level)}  ${amount(some.length, 'change')}\n`;
    return [head + byTool(some, terminal)];
  });
  return parts.join('\n');
}

function byTool(changes: readonly Placed[], terminal: Terminal): string {
  let last = '';
  const lines = changes.map((change) => {
    const head =
      change.tool === last
        ? ''
        : `  ${paint(terminal, BOLD, change.tool === FILE ? 'the file' : change.tool)}\n`;
    last = change.tool;
    return head + entry(change, terminal);
  });
  return lines.join('');
}

function entry({ rule, path, detail, title, before, after }: Placed, terminal: Terminal): string {
  const where = [before, after].flatMap((place) => (place ? [`${place.file}:${place.line}`] : []));
  const places = where.length > 0 ? `  (${where.join(' → ')})` : '';
  const at = path === '' ? '' : `${safe(path)}: `;
  return [
    `    ${at}${title}  ${paint(terminal, DIM, rule)}\n`,
    `      ${safe(detail)}${paint(terminal, DIM, safe(places))}\n`,
  ].join('');
}

/** For a pull request: what fails as errors, the rest as warnings. */
export const asAnnotations = (changes: readonly Placed[], fails: (each: Placed) => boolean) =>
  changes
    .filter(({ level }) => level !== 'SAFE')
    .map((each) =>
      github({
        code: each.rule,
        severity: fails(each) ? 'error' : 'warning',
        message: `${each.level} ${each.tool}${each.path && ` ${each.path}`}: ${each.title}`,
        why: each.why,
        help: each.detail,
        ...(each.after && { place: each.after }),
      }),
    )
    .join('');
