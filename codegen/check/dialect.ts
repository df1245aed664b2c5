import { fileOf } from '../lower/file.js';
import { boundOf } from '../lower/tool.js';
import type { Report } from '../report.js';
import { checkSchema } from '../schema/index.js';
import type { SourceNode } from '../source.js';

/** Holds every schema of the file against the dialect: the shared ones, and each tool's parameters and result. */
export function checkDialect(root: SourceNode, report: Report): void {
  const { shared, tools } = fileOf(root);
  for (const node of shared.values()) checkSchema(node, shared, report, { root: 'shared' });
  for (const tool of tools.values()) {
    const parameters = tool.get('parameters');
    const result = tool.get('result');
    const bound = boundOf(tool);
    if (parameters) checkSchema(parameters, shared, report, { root: 'parameters', bound });
    if (result) checkSchema(result, shared, report, { root: 'result' });
  }
}
