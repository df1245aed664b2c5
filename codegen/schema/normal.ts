import { canonical, isObject, type Json, memberOf } from '../../src/json.js';
import { nearest } from '../../src/text/nearest.js';
import type { SourceNode } from '../source.js';
import type { Draft, Drafts } from './draft.js';
import { Filled } from './filled.js';
import { Join } from './join.js';
import { isBare, isOpen, owns, takesObjects } from './object.js';
import type { Problem } from './problem.js';
import { firstRule, guards } from './rule.js';
import { inner, inPlace, onlyTests, replaceIn } from './walk.js';

/** An object whose branches only narrow it: the names they may speak of. */
interface Owner {
  readonly names: readonly string[];
  readonly open: boolean;
}

const unitedIn = (schema: Draft): readonly Json[] =>
  ['anyOf', 'oneOf', 'allOf'].flatMap((key) => (schema[key] ?? []) as readonly Json[]);
const shaping = ['default', 'sanitize', 'redact', 'untrusted'];

/**
 * Drafts with every `allOf` of objects joined into one, and every object closed that does not say otherwise.
 * A branch beside `properties` narrows and stays open, as do `not`, `contains` and `propertyNames`.
 */
export class Normal {
  readonly drafts: Drafts;
  readonly #problem: Problem;
  readonly #join: Join;
  readonly #definitions = new Map<string, Json>();
  readonly #filled: Filled | undefined;

  /** `filled`: defaults are filled in, as they are in arguments and not in a result. */
  constructor(drafts: Drafts, problem: Problem, filled: boolean) {
    this.drafts = drafts;
    this.#filled = filled ? new Filled(drafts) : undefined;
    this.#problem = problem;
    this.#join = new Join(drafts, problem);
  }

  /** The schemas around the one that is looked at that are joined of several parts, the innermost last. */
  get around(): readonly SourceNode[] {
    return this.#join.around;
  }

  /** The arguments as a whole: always one object, though a `$ref` may say which. */
  parameters(): Draft {
    const draft = this.drafts.root as Draft;
    const root = this.#join.whole(draft);
    const union = owns(root) ? undefined : ['anyOf', 'oneOf'].find((key) => key in root);
    if (root.type !== 'object')
      this.#problem('TW2020', draft, { got: String(root.type ?? 'nothing') });
    if (union) this.#problem('TW2021', draft, { keyword: union }, (node) => node.get(union));
    if (owns(root)) return this.#close(root);
    // Its branches are no tests of an object that is not there: of them no more is said.
    const { anyOf: _, oneOf: __, ...rest } = root;
    return this.#close(this.drafts.derive({ ...rest, properties: {} }, draft));
  }

  root(): Json {
    return this.full(this.drafts.root);
  }

  definition(name: string): Json {
    const known = this.#definitions.get(name);
    if (known !== undefined) return known;
    const schema = this.full(this.drafts.definition(name));
    this.#definitions.set(name, schema);
    return schema;
  }

  /** A schema that declares a value. `type` is what is known of it already, from the union it is a branch of. */
  full(draft: Json, type?: Json): Json {
    if (!isObject(draft)) return draft;
    return this.#join.enter(draft, (joined) => {
      const told = type === undefined || 'type' in joined || '$ref' in joined;
      const schema = told ? joined : this.drafts.derive({ type, ...joined }, draft);
      if (isBare(schema)) this.#problem('TW2023', schema, {});
      return this.#close(schema);
    });
  }

  #close(schema: Draft): Draft {
    const out: Record<string, Json> = {};
    const owner = owns(schema)
      ? { names: Object.keys(schema.properties ?? {}), open: isOpen(schema) }
      : undefined;
    for (const [key, value] of Object.entries(schema)) {
      const narrows = onlyTests.includes(key) || (inPlace.includes(key) && owner !== undefined);
      const type = inPlace.includes(key) ? schema.type : undefined;
      out[key] = replaceIn(key, value, (inner) =>
        narrows
          ? this.#test(inner, inPlace.includes(key) ? owner : undefined, key === 'propertyNames')
          : this.full(inner, type),
      );
    }
    if (owner && takesObjects(schema) && !('additionalProperties' in schema))
      out.additionalProperties = false;
    const required = owner && this.#filled?.required(schema, this.drafts.origin(schema));
    if (required?.length) out.required = required;
    else if (required) delete out.required;
    if (owner) this.#named(schema, owner);
    if (owner)
      for (const branch of unitedIn(schema))
        this.#unheard(branch, (schema.properties ?? {}) as Draft);
    return this.drafts.derive(out, schema);
  }

  /** A branch that only tests shapes no value: what it refers to may not want to, but of a value that is declared so. */
  #unheard(branch: Json, declared: Draft): void {
    if (!isObject(branch)) return;
    const { $ref, properties = {}, ...rest } = branch;
    const definition = (name: string) => this.drafts.definition(name);
    const keyword = $ref === undefined ? undefined : firstRule({ $ref }, definition, guards);
    if (keyword) this.#problem('TW2053', branch, { keyword }, (node) => node.get('$ref'));
    for (const [name, each] of Object.entries(properties as Draft))
      if (canonical(each) !== canonical(memberOf(declared, name) ?? null)) this.#unheard(each, {});
    for (const each of unitedIn(rest)) this.#unheard(each, declared);
    const { anyOf: _, oneOf: __, allOf: ___, not: ____, ...inside } = rest;
    for (const each of inner(inside)) this.#unheard(each, {});
  }

  /** A schema that only tests: as it is written, its objects open. That of a name may say what the name must pass. */
  #test(draft: Json, owner: Owner | undefined, isName = false): Json {
    if (!isObject(draft)) return draft;
    for (const keyword of shaping)
      if (keyword in draft && !(isName && keyword === 'sanitize'))
        this.#problem('TW2053', draft, { keyword }, (node) => node.get(keyword));
    if (owner) this.#named(draft, owner);
    if (owner) this.#names('TW2024', draft, owner, 'properties');
    const out: Record<string, Json> = {};
    for (const [key, value] of Object.entries(draft))
      out[key] = replaceIn(key, value, (inner) =>
        this.#test(inner, inPlace.includes(key) ? owner : undefined),
      );
    return this.drafts.derive(out, draft);
  }

  /** What is required, always or beside another, must be a property. */
  #named(draft: Draft, owner: Owner): void {
    this.#names('TW2022', draft, owner, 'required');
    if (owner.open) return;
    for (const [key, names] of Object.entries((draft.dependentRequired ?? {}) as Draft)) {
      const told = (
        name: string,
        at: (node: SourceNode) => Pick<SourceNode, 'place'> | undefined,
      ) => {
        if (owner.names.includes(name)) return;
        const values = { name, nearest: nearest(name, owner.names) };
        this.#problem('TW2028', draft, values, (node) => at(node.get('dependentRequired') ?? node));
      };
      told(key, (node) => ({ place: node.get(key)?.keyPlace ?? node.place }));
      for (const name of names as readonly string[])
        told(name, (node) =>
          node
            .get(key)
            ?.items()
            .find((item) => item.json === name),
        );
    }
  }

  #names(
    code: 'TW2022' | 'TW2024',
    draft: Draft,
    owner: Owner,
    key: 'required' | 'properties',
  ): void {
    if (owner.open) return;
    const value = draft[key];
    const names = Array.isArray(value) ? value.map(String) : Object.keys(value ?? {});
    for (const name of names) {
      if (owner.names.includes(name)) continue;
      const at = (node: SourceNode) =>
        node.get(key)?.get(name) ??
        node
          .get(key)
          ?.items()
          .find((item) => item.json === name);
      this.#problem(code, draft, { name, nearest: nearest(name, owner.names) }, at);
    }
  }
}
