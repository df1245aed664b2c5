import { isObject, type Json, type JsonObject } from '../../../src/json.js';
import { shapesIn } from '../../../src/shape.js';
import { meant } from '../../../src/stage/normalise.js';
import { walk } from '../../../src/stage/places.js';
import type { Schema, ShapeIr } from '../../ir.js';
import { schemasOf } from '../../lower/tool.js';
import { refusedOf } from '../../sanitize/guarded.js';
import { refName } from '../../schema/cycle.js';
import { issuesOf, placesOf } from '../../schema/index.js';
import { withSafeIntegers } from '../../schema/safe-integer.js';
import { target } from '../../schema/union.js';
import type { SourceNode } from '../../source.js';
import type { About, Rule } from './rule.js';

/**
 * What a sanitizer refuses, or rewrites to what its schema does not take, is filled in for nothing: every call that
 * leaves it out would fail.
 */
export const presets: Rule = (about) => {
  for (const tool of about.file.tools.values()) {
    const parameters = tool.get('parameters');
    if (!parameters || !about.readable(tool)) continue;
    const { inputShape, shapes, input } = schemasOf(tool, about.file);
    const schema = (name: string) =>
      parameters.get('$defs')?.get(name) ?? about.file.shared.get(name);
    const search = new Search(about, shapes, schema, input);
    search.inside(inputShape, parameters, input);
    for (const [ref, shape] of Object.entries(shapes)) {
      const name = ref.replace('input/', '');
      search.inside(shape, schema(name) ?? parameters, search.definitions[name]);
    }
  }
};

/** Goes through shapes, and beside them through the schemas, as far as these are written in the same way. */
class Search {
  readonly #about: About;
  readonly #shapes: Readonly<Record<string, ShapeIr>>;
  readonly #schema: (name: string) => SourceNode | undefined;
  readonly definitions: JsonObject;
  constructor(
    about: About,
    shapes: Readonly<Record<string, ShapeIr>>,
    schema: (name: string) => SourceNode | undefined,
    { $defs = {} }: JsonObject,
  ) {
    this.#about = about;
    this.#shapes = shapes;
    this.#schema = schema;
    this.definitions = $defs as JsonObject;
  }

  /** `lowered` is the schema as it is tested, as far as it is known. */
  inside(shape: ShapeIr, written: SourceNode, lowered?: Json): void {
    const node = this.#target(written);
    const tested = target(lowered ?? true, (name) => this.definitions[name] ?? true);
    const { properties, items: tests } = (isObject(tested) ? tested : {}) as Schema;
    for (const [name, each] of Object.entries(shape.properties ?? {})) {
      const property = node.get('properties')?.get(name) ?? node;
      const test = (properties as JsonObject | undefined)?.[name];
      if (each.default !== undefined) this.#preset(each.default, each, property, test);
      this.inside(each, property, test);
    }
    const { properties: _, items, ...rest } = shape;
    if (items) this.inside(items, node.get('items') ?? node, tests);
    for (const each of shapesIn(rest)) this.inside(each, node);
  }

  #preset(preset: Json, shape: ShapeIr, property: SourceNode, test: Json = true): void {
    const places = placesOf(shape, this.#shapes);
    const value = walk(preset, places, meant);
    // As it is written it was held against its schema before.
    const issue = value === preset ? undefined : this.#issue(test, value);
    const refused = issue ?? refusedOf(value, places);
    if (!refused) return;
    const { path, message: problem } = refused;
    const node = property.get('default') ?? this.#target(property).get('default') ?? property;
    this.#about.add('TW2033', node.place, { keyword: 'default', path, problem });
  }

  #issue(test: Json, value: Json) {
    const schema = isObject(test) ? test : {};
    const tested = withSafeIntegers({ ...schema, $defs: this.definitions });
    const [issue] = issuesOf(tested, value);
    return issue && { ...issue, message: `${issue.message} once it is sanitized` };
  }

  #target(node: SourceNode): SourceNode {
    const ref = node.get('$ref');
    const name = ref && refName(ref);
    return (name !== undefined && this.#schema(name)) || node;
  }
}
