import { compile } from '../../../src/rules/cel/compile.js';
import { placeWithin } from '../../cel/place.js';
import { conditionsOf, keysOf } from '../../check/meaning/use.js';
import type { ToolIr } from '../../ir.js';
import { textOf } from '../../lower/value.js';
import type { SourceNode } from '../../source.js';
import { type Loop, Loops } from '../loop.js';
import { type Finding, finding, type Rule, toolsOf } from '../rule.js';

/** Conditions run on every call, before anybody is asked: so many steps take milliseconds. */
const MOST_STEPS = 100_000;

export const loops: Rule = function* ({ file, catalog, ...rest }) {
  for (const [tool, node] of toolsOf({ file, catalog, ...rest })) {
    const level = file.levels.get(tool.permission.name);
    for (const each of [...conditionsOf(node), ...keysOf(node)])
      yield* within(tool, each.node, node);
    if (level) for (const each of conditionsOf(level)) yield* within(tool, each.node, level);
  }
};

function* within(tool: ToolIr, node: SourceNode, owner: SourceNode): Generator<Finding> {
  const source = textOf(node);
  if (source === undefined) return;
  const all = new Loops(tool);
  all.visit(compile(source, undefined).ast);
  const text = ({ node: { start, end } }: Loop) => source.slice(start, end);
  for (const nest of outermost(all.found)) {
    const [inner] = nest.slice(-1) as [Loop];
    const place = placeWithin(node, inner.node.start, inner.node.end);
    const values = { lists: nest.map(text).reverse(), steps: stepsOf(nest), most: MOST_STEPS };
    yield finding('TW6013', place, values, owner);
  }
}

const stepsOf = (nest: readonly Loop[]): number => nest.reduce((all, { most }) => all * most, 1);
const isCostly = (nest: readonly Loop[]): boolean =>
  new Set(nest.map(({ chain }) => chain)).size > 1 && stepsOf(nest) > MOST_STEPS;

/** Of what is too much, the loop that made it so: what is inside of it is too much as well. */
const outermost = (nests: readonly (readonly Loop[])[]) =>
  nests.filter((nest) => isCostly(nest) && !isCostly(nest.slice(0, -1)));
