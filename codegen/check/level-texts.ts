import { compile } from '../../src/rules/cel/compile.js';
import type { Fault } from '../cel/fault.js';
import { placeWithin } from '../cel/place.js';
import { strangers } from '../cel/stranger.js';
import type { Diagnostic } from '../diagnostic.js';
import type { ToolIr } from '../ir.js';
import { fileOf } from '../lower/file.js';
import { textOf } from '../lower/value.js';
import type { SourceNode } from '../source.js';
import { strangerAt } from './meaning/condition.js';
import { conditionsOf } from './meaning/use.js';

/**
 * The texts that a level's conditions compare a field with and that none of its tools lists: another may list what one
 * does not, so that all tools of the level have to be known.
 */
export function checkLevelTexts(tools: readonly ToolIr[], root: SourceNode): readonly Diagnostic[] {
  return [...fileOf(root).levels].flatMap(([name, level]) => {
    const users = tools.filter(({ permission }) => permission.name === name);
    return users.length === 0 ? [] : conditionsOf(level).flatMap(({ node }) => told(node, users));
  });
}

function told(node: SourceNode, users: readonly ToolIr[]): readonly Diagnostic[] {
  const source = textOf(node) ?? '';
  // Most conditions compare with no text.
  if (!/["']/.test(source)) return [];
  const { ast } = compile(source, undefined);
  const met = users.map(({ parameters }) => strangers(ast, parameters));
  return (met[0] ?? []).flatMap((fault) => {
    const same = met.map((faults) => faults.find((each) => isSameText(each, fault)));
    if (fault.kind !== 'value' || same.some((each) => !each)) return [];
    const known = same.flatMap((each) => (each?.kind === 'value' ? each.known : []));
    const place = placeWithin(node, fault.start, fault.end);
    return [strangerAt(place, { ...fault, known: [...new Set(known)] })];
  });
}

const isSameText = (a: Fault, b: Fault) => a.start === b.start && a.end === b.end;
