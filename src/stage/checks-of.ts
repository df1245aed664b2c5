import type { Contract } from '../contract.js';
import type { JsonObject } from '../json.js';
import type { Check } from '../shape.js';
import { isTransform, namedCheck } from './guard.js';
import { walk } from './places.js';

/** The checks at every place of the arguments where this value stands, or is a name that the model chose. */
export function checksOf(
  value: string,
  args: JsonObject,
  { input, shapes }: Contract,
): readonly Check[] {
  const found = new Set<Check>();
  if (input)
    walk(
      args,
      { shape: input, shapes },
      {
        place(at, shape) {
          if (at === value) for (const each of shape.checks ?? []) found.add(namedCheck(each));
          return at;
        },
        name(name, steps) {
          const checked = name === value ? steps.filter((step) => !isTransform(step)) : [];
          for (const each of checked) found.add(namedCheck(each));
        },
      },
    );
  return [...found];
}
