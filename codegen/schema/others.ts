import type { ShapeIr } from '../ir.js';
import { matcher } from './pattern/index.js';
import { filled, same, shapeOf } from './unite.js';

type Others = Pick<ShapeIr, 'values' | 'patterns'>;
type Patterns = NonNullable<ShapeIr['patterns']>;

/** What happens in members that are not declared: by what their names match, and to those that match nothing. */
export function othersOf(patterns: Patterns, rest: ShapeIr, isClosed: boolean): Others {
  const all = patterns.map(({ shape }) => shape);
  // Where it is the same for all that may come, no name needs to be looked at.
  if (!isClosed || all.length === 0) all.push(rest);
  const [first] = all as [ShapeIr];
  if (all.every((each) => same(each, first))) return shapeOf({ values: filled(first) });
  return shapeOf({ patterns, values: filled(rest) });
}

/** What else is said of a declared name. */
export const matching = (patterns: Patterns, name: string): readonly ShapeIr[] =>
  patterns.filter((pattern) => matcher(pattern.name).test(name)).map(({ shape }) => shape);
