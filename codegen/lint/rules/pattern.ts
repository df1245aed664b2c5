import { isObject } from '../../../src/json.js';
import { onlyTests } from '../../schema/walk.js';
import { finding, type Linted, type Rule, toolsOf } from '../rule.js';
import { type Spot, spotsOf, where } from '../spot.js';

/** The patterns that texts, and names, of a model are held to, and where they are written. */
export function* patternsOf(about: Linted) {
  for (const [tool, node] of toolsOf(about))
    for (const spot of spotsOf(tool, node, about.file, onlyTests)) yield* patternsIn(spot);
}

function* patternsIn(spot: Spot) {
  const { pattern, patternProperties } = spot.schema;
  const place = spot.node.get('pattern')?.place ?? spot.node.keyPlace;
  if (typeof pattern === 'string') yield { spot, pattern, place };
  if (!isObject(patternProperties)) return;
  const names = spot.node.get('patternProperties');
  for (const name of Object.keys(patternProperties))
    yield { spot, pattern: name, place: names?.get(name)?.keyPlace ?? spot.node.keyPlace };
}

/** Validators run what could stall on a linear engine. Others who read the schema have the built-in one alone. */
export const patterns: Rule = function* (about) {
  const { recheck } = about;
  if (!recheck) return;
  for (const { spot, pattern, place } of patternsOf(about)) {
    const status = recheck(pattern);
    if (status !== 'safe')
      yield finding('TW6004', place, { where: where(spot), status }, spot.owner);
  }
};
