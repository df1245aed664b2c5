import { linearPattern } from '../../schema/pattern/index.js';
import { finding, type Rule, toolsOf } from '../rule.js';
import { spotsOf, where } from '../spot.js';

/** What runs on the linear engine cannot stall; what the compiler leaves to the built-in one gets a second opinion. */
export const patterns: Rule = function* (about) {
  const { recheck, file } = about;
  if (!recheck) return;
  for (const [tool, node] of toolsOf(about))
    for (const spot of spotsOf(tool, node, file)) {
      const { pattern } = spot.schema;
      if (typeof pattern !== 'string' || linearPattern(pattern) !== undefined) continue;
      const status = recheck(pattern);
      const place = spot.node.get('pattern')?.place ?? spot.node.keyPlace;
      if (status !== 'safe')
        yield finding('TW6004', place, { where: where(spot), status }, spot.owner);
    }
};
