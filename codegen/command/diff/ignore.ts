import type { Diagnostic, Place } from '../../diagnostic.js';
import { diagnose } from '../../diagnostics/index.js';
import { type Change, isRule } from '../../diff/index.js';

/** A line `<rule> <tool>[<path>]  # reason`; without a path it is about the whole tool. */
export interface Ignored {
  readonly rule: string;
  readonly tool: string;
  readonly path: string | undefined;
  readonly place: Place;
}

const LINE = /^(\S+)\s+([^\s[\]]+)(?:\[(.+?)\])?\s+#\s*(\S.*)$/;

/** The lines of an ignore file, and what is wrong with it. */
export function readIgnored(file: string, text: string) {
  const ignored: Ignored[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [at, whole] of text.split('\n').entries()) {
    const line = whole.trim();
    if (line === '' || line.startsWith('#')) continue;
    const place = { file, line: at + 1, column: 1, length: line.length };
    const [, rule = '', tool = '', path] = LINE.exec(line) ?? [];
    if (isRule(rule)) ignored.push({ rule, tool, path, place });
    else diagnostics.push(wrong(place, rule));
  }
  return { ignored, diagnostics };
}

const wrong = (place: Place, rule: string): Diagnostic =>
  diagnose('TW4008', place, {
    option: `${place.file}:${place.line}`,
    problem: rule === '' ? 'write `<rule> <tool>[<path>]  # reason`' : `there is no rule ${rule}`,
  });

/** The changes that no line speaks of, and the lines that speak of none. */
export function leave(changes: readonly Change[], ignored: readonly Ignored[]) {
  const used = new Set<Ignored>();
  const kept = changes.filter((change) => {
    const by = ignored.find((line) => speaksOf(line, change));
    if (by) used.add(by);
    return !by;
  });
  return { kept, unused: ignored.filter((line) => !used.has(line)) };
}

const speaksOf = ({ rule, tool, path }: Ignored, change: Change): boolean =>
  rule === change.rule && tool === change.tool && (path === undefined || path === change.path);
