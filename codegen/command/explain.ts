import { nearest } from '../../src/text/nearest.js';
import { diagnose } from '../diagnostics/index.js';
import { generate } from '../generate.js';
import type { Catalog } from '../ir.js';
import { loadTokenizer } from '../tokens.js';
import { callerOf } from './explain/caller.js';
import { loweringOf } from './explain/lowering.js';
import { asMarkdown } from './explain/markdown.js';
import { asText } from './explain/text.js';
import { tokenTable } from './explain/tokens.js';
import { verdict } from './explain/verdict.js';
import type { View } from './explain/view.js';
import { openProject, type ProjectOptions } from './project.js';
import { answer, type ExitCode, type Terminal } from './terminal.js';

export interface ExplainOptions extends ProjectOptions {
  readonly tool?: string;
  /** Who asks: `roles=admin,id=u1`, or `nobody`. */
  readonly as?: string;
  readonly markdown?: boolean;
  /** What each provider cannot be told of the tools, and where it went. */
  readonly lowering?: boolean;
}

/** Who may do what: the permission matrix, or one tool in full. */
export async function explainCommand(
  options: ExplainOptions,
  cwd: string,
  terminal: Terminal,
): Promise<ExitCode> {
  const caller = options.as === undefined ? undefined : callerOf(options.as);
  if (caller && 'code' in caller) return answer(terminal, { diagnostics: [caller] }, 2);
  const project = openProject(options, cwd);
  if ('code' in project) return answer(terminal, { diagnostics: [project] }, 2);
  const { diagnostics, catalog } = await generate(project.input, project.layout);
  if (!catalog) return answer(terminal, { diagnostics, sourceOf: project.sourceOf }, 2);
  const found = only(catalog, options.tool);
  if ('code' in found) return answer(terminal, { diagnostics: [found] }, 2);
  const view: View = {
    catalog: found,
    whole: catalog,
    single: options.tool !== undefined,
    lowering: options.lowering === true,
    tokens: tokenTable(catalog, caller, await loadTokenizer()),
    caller,
  };
  const text = options.markdown ? asMarkdown(view) : asText(view, terminal);
  return answer(terminal, { diagnostics: [], result: asData(view), text }, 0);
}

function only(catalog: Catalog, name: string | undefined) {
  if (name === undefined) return catalog;
  const tools = catalog.tools.filter((tool) => tool.name === name);
  if (tools.length > 0) return { ...catalog, tools };
  const close = nearest(
    name,
    catalog.tools.map((tool) => tool.name),
  );
  return diagnose('TW4009', undefined, { name, ...(close !== undefined && { nearest: close }) });
}

function asData({ catalog, caller, lowering, whole, tokens }: View): object {
  const tools = catalog.tools.map((tool) => ({
    name: tool.name,
    effect: tool.effect,
    permission: tool.permission,
    ...(tool.allow && { allow: tool.allow }),
    ...(tool.forbid && { forbid: tool.forbid }),
    limits: tool.limits,
    ...(caller !== undefined && { verdict: verdict(tool, caller) }),
    ...(lowering && { lowering: loweringOf(tool, whole.tools) }),
  }));
  return { name: catalog.name, ...(caller !== undefined && { caller }), tools, tokens };
}
