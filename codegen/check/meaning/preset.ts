import type { Json } from '../../../src/json.js';
import { shapesIn } from '../../../src/shape.js';
import { meant } from '../../../src/stage/normalise.js';
import { walk } from '../../../src/stage/places.js';
import type { ShapeIr } from '../../ir.js';
import { schemasOf } from '../../lower/tool.js';
import { refusedOf } from '../../sanitize/guarded.js';
import { refName } from '../../schema/cycle.js';
import { placesOf } from '../../schema/index.js';
import type { SourceNode } from '../../source.js';
import type { About, Rule } from './rule.js';

/** What a sanitizer refuses is filled in for nothing: every call that leaves it out would fail. */
export const presets: Rule = (about) => {
  for (const tool of about.file.tools.values()) {
    const parameters = tool.get('parameters');
    if (!parameters || !about.readable(tool)) continue;
    const { inputShape, shapes } = schemasOf(tool, about.file);
    const schema = (name: string) =>
      parameters.get('$defs')?.get(name) ?? about.file.shared.get(name);
    const search = new Search(about, shapes, schema);
    search.inside(inputShape, parameters);
    for (const [name, shape] of Object.entries(shapes))
      search.inside(shape, schema(name.replace('input/', '')) ?? parameters);
  }
};

/** Goes through shapes, and beside them through the schemas, as far as these are written in the same way. */
class Search {
  readonly #about: About;
  readonly #shapes: Readonly<Record<string, ShapeIr>>;
  readonly #schema: (name: string) => SourceNode | undefined;
  constructor(
    about: About,
    shapes: Readonly<Record<string, ShapeIr>>,
    schema: (name: string) => SourceNode | undefined,
  ) {
    this.#about = about;
    this.#shapes = shapes;
    this.#schema = schema;
  }

  inside(shape: ShapeIr, written: SourceNode): void {
    const node = this.#target(written);
    for (const [name, each] of Object.entries(shape.properties ?? {})) {
      const property = node.get('properties')?.get(name) ?? node;
      if (each.default !== undefined) this.#preset(each.default, each, property);
      this.inside(each, property);
    }
    const { properties: _, items, ...rest } = shape;
    if (items) this.inside(items, node.get('items') ?? node);
    for (const each of shapesIn(rest)) this.inside(each, node);
  }

  #preset(preset: Json, shape: ShapeIr, property: SourceNode): void {
    const places = placesOf(shape, this.#shapes);
    const refused = refusedOf(walk(preset, places, meant), places);
    if (!refused) return;
    const { path, message: problem } = refused;
    const node = property.get('default') ?? this.#target(property).get('default') ?? property;
    this.#about.add('TW2033', node.place, { keyword: 'default', path, problem });
  }

  #target(node: SourceNode): SourceNode {
    const ref = node.get('$ref');
    const name = ref && refName(ref);
    return (name !== undefined && this.#schema(name)) || node;
  }
}
