import { byCodeUnit } from '../../src/json.js';
import type { Diagnostic } from '../diagnostic.js';
import { Report } from '../report.js';
import type { SourceNode } from '../source.js';
import { checkAcross, outlineOf } from './across.js';
import { checkDialect } from './dialect.js';
import { checkMeaning } from './meaning/index.js';
import { checkProviders } from './provider.js';
import { checkStructure } from './structure.js';

/**
 * Everything that is wrong with a file that could be read: its shape, its schemas, and what it says. A later pass
 * leaves alone what an earlier one found broken, and looks at all the rest.
 */
export async function check(root: SourceNode): Promise<readonly Diagnostic[]> {
  return [...(await checkEach(root)), ...checkAcross(outlineOf(root))].sort(byPlace);
}

/** The same, but for what shows only where all tools are seen together. */
export async function checkEach(root: SourceNode): Promise<readonly Diagnostic[]> {
  const report = new Report();
  checkStructure(root, report);
  checkDialect(root, report);
  checkMeaning(root, report);
  checkProviders(root, report);
  return report.diagnostics;
}

/** As a reader meets them, from the top of each file. */
export function byPlace({ place: a }: Diagnostic, { place: b }: Diagnostic): number {
  if (!a || !b) return Number(b !== undefined) - Number(a !== undefined);
  return byCodeUnit(a.file, b.file) || a.line - b.line || a.column - b.column;
}
