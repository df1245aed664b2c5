import { isObject, type Json } from '../../src/json.js';
import type { Chain, ShapeIr } from '../ir.js';
import { complete, defaultOf } from './default.js';
import { type Draft, nameOf } from './draft.js';
import { marksOf } from './marks.js';
import type { Normal } from './normal.js';
import { isOpen } from './object.js';
import { matching, othersOf } from './others.js';
import type { Problem } from './problem.js';
import { isLarge } from './prune.js';
import { changes, firstRule } from './rule.js';
import { branchesOf, possibleTypes, secondUnion, tagOf, takesNull } from './union.js';
import { filled, shapeOf, type Text, text, unite, uniteProperty, withoutPresets } from './unite.js';

type PropertyShape = NonNullable<ShapeIr['properties']>[string];

/**
 * The shapes of one side of a call. Arguments are sanitized and filled in; what is bound is not filled in, and
 * sanitized where it says so itself; of a result only marks are kept. A definition that contains itself, or very much,
 * gets a named shape; every other one is written out where it is used.
 */
export class Shapes {
  readonly named: Record<string, ShapeIr> = {};
  readonly #normal: Normal;
  readonly #side: 'input' | 'bound' | 'result';
  readonly #fallback: Text;
  readonly #problem: Problem;
  readonly #done = new Map<string, ShapeIr>();
  readonly #open = new Set<string>();
  readonly #recursive = new Set<string>();
  readonly #definition = (name: string) => this.#normal.definition(name);

  constructor(
    normal: Normal,
    side: 'input' | 'bound' | 'result',
    fallback: Chain | undefined,
    problem: Problem,
  ) {
    this.#normal = normal;
    this.#side = side;
    this.#fallback = text(fallback);
    this.#problem = problem;
  }

  of(schema: Json): ShapeIr {
    if (!isObject(schema)) return schema ? this.#any() : {};
    const marks = marksOf(schema, this.#definition);
    if (schema.$ref !== undefined) return { ...this.#reference(schema), ...marks };
    const types = possibleTypes(schema, this.#definition);
    // What is left of an allOf only tests, but for its unions; of two unions side by side, one is looked at there.
    const parts = [...((schema.allOf ?? []) as readonly Json[]), secondUnion(schema)];
    const extra = parts.map((part) => (isObject(part) ? this.#union(branchesOf(part)) : {}));
    const inside = shapeOf({
      ...(types.has('string') ? this.#text(schema) : {}),
      ...(types.has('object') ? this.#object(schema) : {}),
      ...(types.has('array') ? this.#array(schema) : {}),
      ...marks,
    });
    const all = extra.flatMap((each) => filled(each) ?? []);
    const own = all.length === 0 ? inside : { ...inside, all };
    return unite(own, this.#union(branchesOf(schema)));
  }

  #text(schema: Draft): Text {
    if (this.#side === 'result') return {};
    if (schema.sanitize !== undefined) return text(schema.sanitize as unknown as Chain);
    // A text of a closed list is what the file says, and what its branches say of a text is theirs.
    const settled = 'enum' in schema || 'const' in schema || branchesOf(schema).length > 0;
    return settled ? {} : this.#fallback;
  }

  #object(schema: Draft): ShapeIr {
    const { properties = {}, patternProperties = {}, additionalProperties } = schema;
    const patterns = Object.entries(patternProperties as Draft).map(([name, each]) => ({
      name,
      shape: this.of(each),
    }));
    const branches = branchesOf(schema).length > 0 || 'enum' in schema || 'const' in schema;
    if (!('properties' in schema) && patterns.length === 0 && additionalProperties === undefined)
      return branches ? {} : shapeOf({ values: filled(this.#any()), names: this.#names(schema) });
    const rest = this.of(additionalProperties ?? true);
    const others = othersOf(patterns, rest, additionalProperties === false);
    const names = isOpen(schema) ? this.#names(schema) : undefined;
    const required = Array.isArray(schema.required) ? schema.required : [];
    const named: Record<string, PropertyShape> = {};
    for (const [name, each] of Object.entries(properties as Draft)) {
      const own = this.#property(each, required.includes(name));
      const shape = uniteProperty(own, matching(patterns, name));
      // Beside others a property in which nothing happens must still be named: it is none of them.
      if (filled(shape) || others.values || others.patterns || names) named[name] = shape;
    }
    return shapeOf({
      properties: Object.keys(named).length > 0 ? named : undefined,
      ...others,
      names,
    });
  }

  /** What a name of the model's choice must pass: what `propertyNames` says, or what any text must. */
  #names({ propertyNames = true }: Draft): ShapeIr['names'] {
    const schema = isObject(propertyNames) ? propertyNames : {};
    const { transforms = [], checks = [] } = this.of({ type: 'string', ...schema });
    return transforms.length + checks.length > 0 ? [...transforms, ...checks] : undefined;
  }

  #property(schema: Json, required: boolean): PropertyShape {
    const shape = this.of(schema);
    if (this.#side !== 'input' || required) return shape;
    const preset = defaultOf(schema, this.#definition);
    const nullIsAbsent = !takesNull(schema, this.#definition);
    const marks: Partial<PropertyShape> = {
      ...(nullIsAbsent && { nullIsAbsent: true }),
      ...(preset !== undefined && { default: complete(preset, shape) }),
    };
    return { ...shape, ...marks };
  }

  #array(schema: Draft): ShapeIr {
    const settled = 'enum' in schema || 'const' in schema || branchesOf(schema).length > 0;
    const items = 'items' in schema ? this.of(schema.items as Json) : settled ? {} : this.#any();
    if (!Array.isArray(schema.prefixItems)) return shapeOf({ items: filled(items) });
    const prefixItems = schema.prefixItems.map((each: Json) => this.of(each));
    const some = prefixItems.some((each) => filled(each)) || filled(items);
    return shapeOf({ items: filled(items), prefixItems: some ? prefixItems : undefined });
  }

  /** Whatever it is, every text in it. */
  #any(): ShapeIr {
    if (this.#side === 'result' || !filled(this.#fallback)) return {};
    const ref = { ref: 'any' };
    this.named.any ??= shapeOf({
      ...this.#fallback,
      values: ref,
      names: this.#names({}),
      items: ref,
    });
    return ref;
  }

  #reference(schema: Draft): ShapeIr {
    const name = nameOf(schema.$ref);
    const shape = this.#named(name);
    if (this.#side === 'result' || schema.sanitize === undefined) return shape;
    const { transforms: _, checks: __, ...rest } = shape;
    return { ...rest, ...text(schema.sanitize as unknown as Chain) };
  }

  #named(name: string): ShapeIr {
    const ref = `${this.#side}/${name}`;
    if (this.#open.has(name)) {
      this.#recursive.add(name);
      return { ref };
    }
    const done = this.#done.get(name);
    if (done) return done;
    this.#open.add(name);
    const shape = this.of(this.#definition(name));
    this.#open.delete(name);
    const apart = this.#recursive.has(name) || isLarge(shape);
    if (apart) this.named[ref] = shape;
    const made = apart ? { ref } : shape;
    this.#done.set(name, made);
    return made;
  }

  /**
   * Branches are told apart by type, and among objects by a tag; where they cannot be, no rule may depend on which
   * it is.
   */
  #union(branches: readonly Json[]): ShapeIr {
    if (branches.length === 0) return {};
    const of = (type: 'string' | 'object' | 'array') =>
      branches.filter((branch) => possibleTypes(branch, this.#definition).has(type));
    const objects = of('object');
    const tag = tagOf(objects, this.#definition);
    for (const alike of [of('string'), tag ? [] : objects, of('array')])
      if (alike.length > 1) this.#refuseRules(alike);
    const shapes = branches.map((branch) => ({ branch, shape: this.of(branch) }));
    const single = objects.length < 2;
    const rest = shapes
      .filter(({ branch }) => !(tag && objects.includes(branch)))
      .map(({ shape }) => (single ? shape : withoutPresets(shape)))
      .reduce(unite, {});
    if (!tag) return rest;
    const cases = objects.flatMap((branch, at) => {
      const shape = filled(this.of(branch));
      return shape ? [[tag.values[at] as string, shape] as const] : [];
    });
    if (cases.length === 0) return rest;
    return unite({ tag: tag.name, cases: Object.fromEntries(cases) }, rest);
  }

  #refuseRules(branches: readonly Json[]): void {
    for (const branch of branches) {
      const rule =
        this.#side === 'input' ? firstRule(branch, this.#definition, changes) : undefined;
      if (rule) this.#problem('TW2052', branch, { keyword: rule });
    }
  }
}
