import type { Json, JsonObject } from '../../../src/json.js';
import { possibleTypes, tagOf } from '../../schema/union.js';
import type { Context, Spot } from './context.js';

/** `oneOf` becomes `anyOf`, which takes more; the validator still wants exactly one. */
export function loweredUnion(
  keyword: 'anyOf' | 'oneOf',
  branches: readonly Json[],
  spot: Spot,
  context: Context,
): JsonObject {
  const telling = tellingBranches(branches, context);
  const anyOf = branches.map((branch, index) =>
    context.lower(branch, {
      path: `${spot.path}/${keyword}/${index}`,
      telling: spot.telling && telling(branch),
    }),
  );
  return { anyOf };
}

/** Whether the runtime knows that it is in this branch: by the type alone, or by a tag among objects. */
function tellingBranches(branches: readonly Json[], context: Context): (branch: Json) => boolean {
  const of = (type: 'object' | 'array') =>
    branches.filter((branch) => possibleTypes(branch, context.definition).has(type));
  const [objects, arrays] = [of('object'), of('array')];
  const tagged = tagOf(objects, context.definition) !== undefined;
  return (branch) => {
    if (objects.includes(branch) && objects.length > 1) return tagged;
    return objects.length < 2 && !(arrays.length > 1 && arrays.includes(branch));
  };
}
