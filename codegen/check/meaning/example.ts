import type { ASTNode } from '@marcbachmann/cel-js';
import { compile } from '../../../src/rules/cel/compile.js';
import { mentions } from '../../../src/rules/cel/syntax.js';
import type { Caller } from '../../../src/tool.js';
import { argsRead, summaryOf } from '../../cel/expression.js';
import { placeWithin } from '../../cel/place.js';
import { runtimeFields } from '../../cel/runtime-fields.js';
import { tooLong } from '../../cel/steps.js';
import { boundOf } from '../../lower/tool.js';
import { textOf } from '../../lower/value.js';
import type { About, Rule } from './rule.js';
import type { Tried } from './tried.js';
import { relatedOf, type Use } from './use.js';

/** Every example is a call that works. */
export const examples: Rule = (about) => {
  for (const tool of about.file.tools.values())
    for (const { node, issue } of about.examples(tool))
      if (issue) about.add('TW3075', node.place, { path: issue.path, problem: issue.message });
};

/** Somebody, of whom nothing is known: what fails on them says nothing of a condition. */
const somebody: Caller = { id: 'id', tenant: 'tenant', roles: [], scopes: [], attributes: {} };

/** A condition that type-checks must not fail on an example. */
export function checkExamples(about: About, use: Use, ast: ASTNode): void {
  const { tool, sees, node } = use;
  if (!sees.args || !mentions(ast, 'args')) return;
  if (!tool.get('examples')) about.add('TW3074', tool.keyPlace, { tool: String(tool.path.at(-1)) });
  const sound = about.examples(tool).filter(({ issue }) => !issue);
  if (sound.length === 0) return;
  const { evaluate } = compile(
    textOf(node) ?? '',
    runtimeFields(sees.args, new Set(argsRead(ast))),
  );
  for (const example of sound) {
    const summary = tooLong(example.args, ast);
    const fault = summary
      ? { start: ast.start, end: ast.end, summary }
      : failure(() => evaluate({ args: example.args, caller: somebody }), ast, use);
    if (fault) report(about, use, example, fault);
  }
}

interface Failure {
  readonly start: number;
  readonly end: number;
  readonly summary: string;
}

/** What an evaluation fails on, unless that depends on who calls or on what the runtime binds. */
function failure(evaluate: () => unknown, ast: ASTNode, { tool }: Use): Failure | undefined {
  try {
    evaluate();
    return undefined;
  } catch (error) {
    const at = (error as { readonly node?: ASTNode }).node ?? ast;
    const bound = boundOf(tool);
    if (mentions(at, 'caller') || argsRead(at).some((name) => bound.includes(name)))
      return undefined;
    return { start: at.start, end: at.end, summary: summaryOf(error) };
  }
}

function report(about: About, use: Use, { node, index }: Tried, fault: Failure): void {
  const place = placeWithin(use.node, fault.start, fault.end);
  const example = { message: `examples[${index}]`, place: node.place };
  const related = [...(relatedOf(use) ?? []), example];
  about.add('TW3073', place, { summary: fault.summary, example: index }, related);
}
