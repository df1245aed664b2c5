import { isObject, type Json, memberOf } from '../../src/json.js';
import type { SourceNode } from '../source.js';
import { type Draft, type Drafts, nameOf } from './draft.js';
import { Join } from './join.js';
import { owns } from './object.js';
import { tagOf } from './union.js';
import { inner } from './walk.js';

/** The parts of a schema that say something of its own value: the schema, what it refers to, and its `allOf`. */
function* parts(draft: Json, drafts: Drafts, seen = new Set<Json>()): Generator<Draft> {
  if (!isObject(draft) || seen.has(draft)) return;
  seen.add(draft);
  yield draft;
  if (draft.$ref !== undefined) yield* parts(drafts.definition(nameOf(draft.$ref)), drafts, seen);
  for (const each of (draft.allOf ?? []) as readonly Json[]) yield* parts(each, drafts, seen);
}

/**
 * The names that a call may leave out though `required` lists them: a default is filled in before anything asks. Not a
 * tag, by which it is known which branch of a union, and so which default, is meant.
 */
export class Filled {
  readonly #drafts: Drafts;
  #tags: ReadonlyMap<SourceNode, ReadonlySet<string>> | undefined;
  constructor(drafts: Drafts) {
    this.#drafts = drafts;
  }

  /** What is left of the `required` of an object. */
  required({ required, properties = {} }: Draft, node: SourceNode | undefined): readonly Json[] {
    const declared = properties as Draft;
    return ((required ?? []) as readonly string[]).filter(
      (name) => !this.#hasDefault(memberOf(declared, name)) || this.#isTag(node, name),
    );
  }

  #hasDefault(property: Json | undefined): boolean {
    if (property === undefined) return false;
    return [...parts(property, this.#drafts)].some((part) => 'default' in part);
  }

  #isTag(node: SourceNode | undefined, name: string): boolean {
    this.#tags ??= tagsIn(this.#drafts);
    return node !== undefined && (this.#tags.get(node)?.has(name) ?? false);
  }
}

/** Where objects are written that are branches of a union, and the properties that tell them apart there. */
function tagsIn(drafts: Drafts): ReadonlyMap<SourceNode, ReadonlySet<string>> {
  const found = new Map<SourceNode, Set<string>>();
  // What is wrong with the parts is said where they are joined in earnest.
  const join = new Join(drafts, () => {});
  const mark = (branch: Json, tag: string): void => {
    for (const part of parts(branch, drafts)) {
      const node = drafts.origin(part);
      if (node) found.set(node, (found.get(node) ?? new Set()).add(tag));
    }
  };
  for (const union of unionsIn(drafts.root, drafts)) {
    for (const branches of [union.anyOf, union.oneOf] as (readonly Json[] | undefined)[]) {
      const objects = (branches ?? []).filter(isObject).flatMap((branch) => {
        const whole = { type: union.type ?? null, ...join.whole(branch) };
        return whole.type === 'object' ? [{ branch, whole }] : [];
      });
      const tag = tagOf(
        objects.map(({ whole }) => whole),
        (name) => drafts.definition(name),
      );
      if (tag) for (const { branch } of objects) mark(branch, tag.name);
    }
  }
  return found;
}

/** The schemas with branches that are not only tests of an object beside them, references followed once. */
function* unionsIn(schema: Json, drafts: Drafts, seen = new Set<string>()): Generator<Draft> {
  if (!isObject(schema)) return;
  if (!owns(schema) && ('anyOf' in schema || 'oneOf' in schema)) yield schema;
  const name = schema.$ref === undefined ? undefined : nameOf(schema.$ref);
  const next = name !== undefined && !seen.has(name) ? [drafts.definition(name)] : [];
  if (name !== undefined) seen.add(name);
  for (const each of [...inner(schema), ...next]) yield* unionsIn(each, drafts, seen);
}
