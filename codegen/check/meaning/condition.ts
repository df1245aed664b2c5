import { nearest } from '../../../src/text/nearest.js';
import { textFault } from '../../cel/expression.js';
import type { Fault } from '../../cel/fault.js';
import { placeWithin } from '../../cel/place.js';
import { strangers } from '../../cel/stranger.js';
import type { Diagnostic, Place } from '../../diagnostic.js';
import { diagnose, type Related } from '../../diagnostics/index.js';
import { together } from '../../lower/tool.js';
import { textOf, textsOf } from '../../lower/value.js';
import type { SourceNode } from '../../source.js';
import { limitKeys } from '../../spec/limit.js';
import { ownerOf } from '../owner.js';
import { checkBind } from './bind.js';
import { checkExamples } from './example.js';
import type { About, Rule } from './rule.js';
import { conditionsOf, keysOf, limitExpression, relatedOf, type Use, usesOf } from './use.js';

/** Every expression of the file, as every tool meets it. */
export const expressions: Rule = (about) => {
  for (const tool of about.file.tools.values())
    for (const use of usesOf(about, tool)) checkUse(about, use);
  for (const tool of about.file.tools.values()) checkTogether(about, tool);
  for (const node of unknown(about)) checkSyntax(about, node);
};

/** The conditions of a tool are one when it runs, and may be too much together where each is not. */
function checkTogether(about: About, tool: SourceNode): void {
  for (const [key, by] of [['allow', '&&'] as const, ['forbid', '||'] as const]) {
    const node = tool.get(key);
    const texts = textsOf(node);
    const alone = texts.some((each) => textFault(each) !== undefined);
    const source = alone ? undefined : together(texts, by);
    const fault = source === undefined ? undefined : textFault(source);
    if (node && fault?.kind === 'syntax')
      about.add('TW3060', node.place, { summary: `of these together, ${fault.summary}` });
  }
}

function checkUse(about: About, use: Use): void {
  const { node, sees } = use;
  const source = textOf(node);
  if (source === undefined || !about.sound(node)) return;
  const verdict = about.expressions.check(source, sees);
  for (const fault of verdict.faults) tell(about, node, fault, relatedOf(use));
  if (!('type' in verdict) || !checkType(about, use, verdict.type)) return;
  if (!sees.args) return;
  checkExamples(about, use, verdict.ast);
  // A level may serve tools whose parameters list other values: see `checkLevelTexts`.
  const parameters = use.through ? undefined : about.parameters(use.tool);
  if (!parameters) return;
  for (const fault of strangers(verdict.ast, parameters)) tell(about, node, fault, undefined);
}

/** Whether the result is what the place wants. */
function checkType(about: About, use: Use, type: string): boolean {
  const { node, wants } = use;
  const related = relatedOf(use);
  if (wants === 'bind') return checkBind(about, use, type);
  // What is broken may be anything.
  if (type === 'dyn' && !about.whole(use.tool)) return false;
  const fits = wants === 'bool' ? type === 'bool' : type === 'string' || type === 'int';
  if (fits) return true;
  if (wants === 'bool') about.add('TW3070', node.place, { type }, related);
  else about.add('TW3071', node.place, { owner: ownerOf(node.path), type }, related);
  return false;
}

/** What no tool uses, or one whose parameters are not known, is read all the same: of what it may look at, nothing is. */
const unknown = (about: About): readonly SourceNode[] => [
  ...[...about.file.tools.values()]
    .filter((tool) => !about.args(tool))
    .flatMap((tool) => [...conditionsOf(tool), ...keysOf(tool)].map(({ node }) => node)),
  ...[...about.file.levels.values()].flatMap((level) =>
    conditionsOf(level).map(({ node }) => node),
  ),
  ...[...about.file.limits.values()].flatMap((limit) => limitExpression(limit) ?? []),
];

const always = new Set<Fault['kind']>(['syntax', 'refused', 'shadow', 'variable']);

function checkSyntax(about: About, node: SourceNode): void {
  const source = textOf(node);
  if (source === undefined || !about.sound(node)) return;
  const { faults } = about.expressions.check(source, { args: { object: {} } });
  // Of the arguments no field is known here; of the caller all are.
  const isSure = (fault: Fault) =>
    always.has(fault.kind) || (fault.kind === 'field' && fault.known.length > 0);
  for (const fault of faults) if (isSure(fault)) tell(about, node, fault, undefined);
}

function tell(about: About, node: SourceNode, fault: Fault, related: Related | undefined): void {
  const place = placeWithin(node, fault.start, fault.end);
  switch (fault.kind) {
    case 'syntax':
      about.add('TW3060', place, fault);
      break;
    case 'type':
      about.add('TW3061', place, fault, related);
      break;
    case 'refused':
      about.add('TW3062', place, fault);
      break;
    case 'field':
      about.add('TW3063', place, { name: fault.name, nearest: closest(fault) }, related);
      break;
    case 'variable':
      about.add('TW3064', place, { ...fault, nearest: wordOrName(node, fault) }, related);
      break;
    case 'value':
      about.add('TW3076', place, { ...fault, nearest: nearest(fault.value, fault.known) });
      break;
    case 'optional':
      about.add('TW3065', place, fault, related);
      break;
    case 'null':
      about.add('TW3077', place, fault, related);
      break;
    case 'nobody':
      about.add('TW3066', place, {}, related);
      break;
    case 'args':
      about.add('TW3067', place, { owner: ownerOf(node.path) });
      break;
    case 'whole':
      about.add('TW3068', place, {});
      break;
    case 'shadow':
      about.add('TW3069', place, fault);
      break;
  }
}

export const strangerAt = (place: Place, fault: Fault & { readonly kind: 'value' }): Diagnostic =>
  diagnose('TW3076', place, { ...fault, nearest: nearest(fault.value, fault.known) });

/** `by` of a limit is one of a few words, or an expression. */
const wordOrName = (node: SourceNode, { name, known }: Fault & { readonly kind: 'variable' }) =>
  nearest(name, node.path.at(-1) === 'by' ? [...limitKeys, ...known] : known);

const closest = ({ name, known }: { readonly name: string; readonly known: readonly string[] }) =>
  nearest(name, known);
