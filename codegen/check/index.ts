import type { Diagnostic } from '../diagnostic.js';
import { Report } from '../report.js';
import type { SourceNode } from '../source.js';
import { checkDialect } from './dialect.js';
import { checkMeaning } from './meaning/index.js';
import { checkStructure } from './structure.js';

/**
 * Everything that is wrong with a file that could be read: its shape, its schemas, and what it says. A later pass
 * leaves alone what an earlier one found broken, and looks at all the rest.
 */
export async function check(root: SourceNode): Promise<readonly Diagnostic[]> {
  const report = new Report();
  checkStructure(root, report);
  checkDialect(root, report);
  checkMeaning(root, report);
  return report.diagnostics;
}
