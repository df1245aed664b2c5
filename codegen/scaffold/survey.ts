import { nearest } from '../../src/text/nearest.js';
import type { Diagnostic } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import type { ToolIr } from '../ir.js';
import type { Ending } from '../layout.js';
import { Verdicts } from './cache.js';
import type { HandlerFile } from './files.js';
import { stub } from './stub.js';

export interface HandlersFolder {
  /** The folder of the generated pages, as an import from here. */
  readonly pages: string;
  /** What that import ends in. */
  readonly imports?: Ending | undefined;
  /** A file of it, as a person reads it. */
  readonly show: (file: string) => string;
  /** Where verdicts on files are kept; undefined: nowhere. */
  readonly cache: string | undefined;
}

export interface Survey {
  /** Tools without a handler file. */
  readonly missing: readonly ToolIr[];
  /** Files that do not parse or export no default, as errors; handlers of no tool, as warnings. */
  readonly diagnostics: readonly Diagnostic[];
  /** Text of the files that diagnostics point into, by their shown names. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Holds the handler files against the tools. Files without a default export that no tool needs are nobody's business. */
export async function survey(
  tools: readonly ToolIr[],
  files: ReadonlyMap<string, HandlerFile>,
  folder: HandlersFolder,
): Promise<Survey> {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const verdicts = new Verdicts(folder.cache);
  const diagnostics: Diagnostic[] = [];
  const texts = new Map<string, string>();
  for (const [name, handler] of files) {
    const { file, text } = handler;
    const tool = byName.get(name);
    if (tool && text === stub(tool, folder.pages, folder.imports)) continue;
    const found = judge(folder.show(file), name, tool, await verdicts.of(handler), byName);
    diagnostics.push(...found);
    if (found.length > 0) texts.set(folder.show(file), text);
  }
  verdicts.save();
  return { missing: tools.filter(({ name }) => !files.has(name)), diagnostics, texts };
}

type Verdict = Awaited<ReturnType<Verdicts['of']>>;

function judge(
  file: string,
  name: string,
  tool: ToolIr | undefined,
  { problem, exportsDefault, handles }: Verdict,
  tools: ReadonlyMap<string, ToolIr>,
): Diagnostic[] {
  if (tool && problem) {
    const { message, ...place } = problem;
    return [diagnose('TW4004', { file, ...place }, { problem: message })];
  }
  const start = { file, line: 1, column: 1, length: 1 };
  if (tool && handles !== undefined && handles !== name && tools.has(handles))
    return [diagnose('TW4016', start, { tool: name, other: handles })];
  if (tool) return exportsDefault ? [] : [diagnose('TW4005', start, { tool: name })];
  if (!exportsDefault) return [];
  const close = nearest(name, tools.keys());
  return [diagnose('TW4010', start, { file, ...(close !== undefined && { nearest: close }) })];
}
