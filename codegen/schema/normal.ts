import { isObject, type Json } from '../../src/json.js';
import { nearest } from '../diagnostics/nearest.js';
import type { SourceNode } from '../source.js';
import { tests } from './dialect.js';
import { type Draft, type Drafts, nameOf } from './draft.js';
import { merge, sharedTypes } from './merge.js';
import { isBare, isOpen, owns, takesObjects } from './object.js';
import type { Problem } from './problem.js';
import { replaceIn } from './walk.js';

/** An object whose branches only narrow it: the names they may speak of. */
interface Owner {
  readonly names: readonly string[];
  readonly open: boolean;
}

const inPlace = ['anyOf', 'oneOf', 'allOf', 'not'];
const onlyTests = ['not', 'contains', 'propertyNames'];
const shaping = ['default', 'sanitize', 'redact', 'untrusted'];

/**
 * Drafts with every `allOf` of objects joined into one, and every object closed that does not say otherwise.
 * A branch beside `properties` narrows and stays open, as do `not`, `contains` and `propertyNames`.
 */
export class Normal {
  readonly drafts: Drafts;
  readonly #problem: Problem;
  readonly #definitions = new Map<string, Json>();

  constructor(drafts: Drafts, problem: Problem) {
    this.drafts = drafts;
    this.#problem = problem;
  }

  /** The arguments as a whole: always one object, though a `$ref` may say which. */
  parameters(): Draft {
    const draft = this.drafts.root as Draft;
    const root =
      '$ref' in draft ? this.#join(draft, this.#parts(draft, true)) : this.#merged(draft);
    const union = owns(root) ? undefined : ['anyOf', 'oneOf'].find((key) => key in root);
    if (root.type !== 'object')
      this.#problem('TW2020', draft, { got: String(root.type ?? 'nothing') });
    if (union) this.#problem('TW2021', draft, { keyword: union }, (node) => node.get(union));
    return this.#close(owns(root) ? root : this.drafts.derive({ ...root, properties: {} }, draft));
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
    const merged = this.#merged(draft);
    const told = type === undefined || 'type' in merged || '$ref' in merged;
    const schema = told ? merged : this.drafts.derive({ type, ...merged }, draft);
    if (isBare(schema)) this.#problem('TW2023', schema, {});
    return this.#close(schema);
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
          ? this.#test(inner, inPlace.includes(key) ? owner : undefined)
          : this.full(inner, type),
      );
    }
    if (owner && takesObjects(schema) && !('additionalProperties' in schema))
      out.additionalProperties = false;
    if (owner) this.#names('TW2022', schema, owner, 'required');
    return this.drafts.derive(out, schema);
  }

  /** A schema that only tests: as it is written, its objects open. */
  #test(draft: Json, owner: Owner | undefined): Json {
    if (!isObject(draft)) return draft;
    for (const keyword of shaping)
      if (keyword in draft)
        this.#problem('TW2053', draft, { keyword }, (node) => node.get(keyword));
    if (owner) this.#names('TW2022', draft, owner, 'required');
    if (owner) this.#names('TW2024', draft, owner, 'properties');
    const out: Record<string, Json> = {};
    for (const [key, value] of Object.entries(draft))
      out[key] = replaceIn(key, value, (inner) =>
        this.#test(inner, inPlace.includes(key) ? owner : undefined),
      );
    return this.drafts.derive(out, draft);
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

  #merged(draft: Draft): Draft {
    const beside =
      '$ref' in draft && Object.keys(draft).some((key) => key !== '$ref' && tests(key));
    if (!('allOf' in draft) && !beside) return draft;
    return this.#join(draft, this.#parts(draft, beside));
  }

  #join(draft: Draft, parts: readonly Draft[]): Draft {
    const objects = parts.filter(owns);
    const open = objects.filter((part) => part.additionalProperties === true);
    const said = objects.filter((part) => 'additionalProperties' in part);
    if (objects.length > 1 && said.length > 0 && open.length < objects.length)
      this.#problem('TW2025', draft, {});
    const clash = (name: string) => this.#problem('TW2026', draft, { name });
    const joined = parts.reduce((a, b) => {
      const [left, right] = [a.type, b.type];
      if (left !== undefined && right !== undefined && sharedTypes(left, right).length === 0)
        this.#problem('TW2032', draft, { a: String(left), b: String(right) });
      return merge(a, b, clash);
    });
    return this.drafts.derive(joined, draft);
  }

  /** What must hold all at once. A lone reference stays one, so that names and recursion stay. */
  #parts(draft: Draft, follow: boolean): Draft[] {
    const { allOf, $ref, ...own } = draft;
    const list = (Array.isArray(allOf) ? allOf : []) as readonly Json[];
    const branches = list.map((part): Draft => (isObject(part) ? part : part ? {} : { not: {} }));
    const alone = branches.length === 1 && !Object.keys(own).some(tests) && $ref === undefined;
    if (alone && !follow) return [own, ...this.#lone(branches[0] as Draft)];
    const target = $ref === undefined ? [] : [this.#target($ref)];
    return [own, ...[...target, ...branches].flatMap((part) => this.#parts(part, true))];
  }

  #lone(branch: Draft): Draft[] {
    return 'allOf' in branch ? this.#parts(branch, false) : [branch];
  }

  #target(ref: Json): Draft {
    const draft = this.drafts.definition(nameOf(ref));
    return isObject(draft) ? draft : {};
  }
}
