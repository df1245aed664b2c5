import { linearPattern } from '../../schema/pattern/index.js';
import { finding, type Linted, type Rule, toolsOf } from '../rule.js';
import { spotsOf, where } from '../spot.js';

/** The patterns that the compiler leaves to the built-in engine: what runs on the linear one cannot stall. */
export function* doubtful(about: Linted) {
  for (const [tool, node] of toolsOf(about))
    for (const spot of spotsOf(tool, node, about.file)) {
      const { pattern } = spot.schema;
      if (typeof pattern === 'string' && linearPattern(pattern) === undefined)
        yield { spot, pattern };
    }
}

/** They get a second opinion. */
export const patterns: Rule = function* (about) {
  const { recheck } = about;
  if (!recheck) return;
  for (const { spot, pattern } of doubtful(about)) {
    const status = recheck(pattern);
    const place = spot.node.get('pattern')?.place ?? spot.node.keyPlace;
    if (status !== 'safe')
      yield finding('TW6004', place, { where: where(spot), status }, spot.owner);
  }
};
