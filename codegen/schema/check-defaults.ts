import { isObject, type Json } from '../../src/json.js';
import type { Draft } from './draft.js';
import { complete } from './lower.js';
import { failingDefault, type Ways } from './narrowing.js';
import type { Normal } from './normal.js';
import { owns } from './object.js';
import { withDefaults } from './presets.js';
import type { Problem } from './problem.js';
import type { Shapes } from './shape.js';
import { heldBy, inPlace, onlyTests } from './walk.js';
import { brief } from './words.js';

interface Context {
  readonly shapes: Shapes;
  readonly problem: Problem;
  /** Whether a schema, or one that it is made of, is wrong: what it takes is not known then. */
  readonly isWrong: (schema: Json) => boolean;
}

/** Holds the defaults of arguments against what they are filled into: they must come to an end, and let calls pass. */
export function checkDefaults(
  roots: readonly Json[],
  normal: Normal,
  { shapes, problem, isWrong }: Context,
): void {
  const definition = (name: string) => normal.definition(name);
  const ways: Ways = {
    definition,
    complete: (schema) => complete(schema, definition),
    filling: (schema) => {
      const shape = shapes.of(schema);
      return (value) => withDefaults(value, shape, shapes.named);
    },
  };
  for (const schema of roots.flatMap((root) => [...declared(root)])) {
    const preset = schema.default;
    if (typeof preset === 'object' && ways.filling(schema)(preset) === undefined)
      problem('TW2055', schema, {}, (node) => node.get('default'));
    const failing = isWrong(schema) ? undefined : failingDefault(schema, ways);
    if (!failing) continue;
    const { name, value } = failing;
    problem('TW2056', schema, { name, value: brief(value) }, (node) => {
      const property = node.get('properties')?.get(name);
      return property?.get('default') ?? property;
    });
  }
}

/** The schemas that declare a value, not those that only test it. */
function* declared(schema: Json): Generator<Draft> {
  if (!isObject(schema)) return;
  yield schema;
  for (const [key, value] of Object.entries(schema)) {
    if (onlyTests.includes(key) || (inPlace.includes(key) && owns(schema))) continue;
    for (const each of heldBy(key, value)) yield* declared(each);
  }
}
