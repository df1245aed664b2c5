import { read } from '../../../codegen/read/index.js';
import { Report } from '../../../codegen/report.js';
import { checkSchema } from '../../../codegen/schema/index.js';

export interface Problem {
  readonly code: string;
  /** The text that is underlined. */
  readonly at: string;
  readonly message: string;
  readonly help: string;
}

/**
 * What the check says of the YAML of `parameters`, `result` or, with their names, of shared `schemas`. `bind` is a list
 * of bound names.
 */
export function problems(text: string): Problem[] {
  const { root, diagnostics } = read({ file: 'tools.yaml', text, load: () => ({ error: 'none' }) });
  if (!root || diagnostics.length > 0) throw new Error(diagnostics[0]?.message ?? 'no root');
  const shared = new Map(root.get('schemas')?.entries() ?? []);
  const report = new Report();
  for (const node of shared.values()) checkSchema(node, shared, report, { root: 'shared' });
  const [parameters, result] = [root.get('parameters'), root.get('result')];
  const bound = (root.get('bind')?.items() ?? []).map((item) => String(item.json));
  if (parameters) checkSchema(parameters, shared, report, { bound });
  if (result) checkSchema(result, shared, report, { root: 'result' });
  const lines = text.split('\n');
  return report.diagnostics.map(({ code, message, help, place }) => ({
    code,
    message,
    help,
    at: place
      ? (lines[place.line - 1] ?? '').slice(place.column - 1, place.column - 1 + place.length)
      : '',
  }));
}

/** `properties` of the parameters, one a line. */
export const properties = (...lines: readonly string[]): string =>
  ['parameters:', '  type: object', '  properties:', ...lines.map((line) => `    ${line}`)].join(
    '\n',
  );
