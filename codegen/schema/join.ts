import { canonical, isObject, type Json } from '../../src/json.js';
import type { SourceNode } from '../source.js';
import { tests } from './dialect.js';
import { type Draft, type Drafts, nameOf } from './draft.js';
import { excluding, type Made, merge } from './merge.js';
import { owns } from './object.js';
import type { Problem } from './problem.js';
import { changes } from './rule.js';
import { brief } from './words.js';

const without = (draft: Draft, keys: readonly string[]): Draft =>
  keys.length === 0
    ? draft
    : Object.fromEntries(Object.entries(draft).filter(([key]) => !keys.includes(key)));

/** Schemas that hold all at once, become one: `allOf`, and what stands beside a `$ref`. */
export class Join {
  readonly #drafts: Drafts;
  readonly #problem: Problem;
  /** What is being joined around the schema that is looked at. */
  readonly #around = new Set<SourceNode>();

  constructor(drafts: Drafts, problem: Problem) {
    this.#drafts = drafts;
    this.#problem = problem;
  }

  /** The schemas that are being joined, the innermost last. */
  get around(): readonly SourceNode[] {
    return [...this.#around];
  }

  /** The schema with its own reference followed, whatever stands beside it. */
  whole(draft: Draft): Draft {
    return '$ref' in draft ? this.#joined(draft, this.#parts(draft, true)) : this.#merged(draft);
  }

  /** Gives the joined schema to `look`. One that comes up inside of itself would never end, and is reported. */
  enter(draft: Draft, look: (joined: Draft) => Json): Json {
    const nodes = this.#needed(draft) ? this.#writtenAs(draft) : [];
    if (nodes.some((node) => this.#around.has(node))) {
      this.#problem('TW2027', draft, {});
      return true;
    }
    for (const node of nodes) this.#around.add(node);
    const made = look(this.#merged(draft));
    for (const node of nodes) this.#around.delete(node);
    return made;
  }

  /** Where a schema was written, or all that was put together in it. */
  #writtenAs(draft: Draft): readonly SourceNode[] {
    const node = this.#drafts.origin(draft);
    if (node) return [node];
    const parts = Array.isArray(draft.allOf) ? (draft.allOf as readonly Json[]) : [];
    return parts.flatMap((part) => (isObject(part) ? this.#writtenAs(part) : []));
  }

  #needed(draft: Draft): boolean {
    return 'allOf' in draft || this.#beside(draft);
  }

  #beside(draft: Draft): boolean {
    return '$ref' in draft && Object.keys(draft).some((key) => key !== '$ref' && tests(key));
  }

  #merged(draft: Draft): Draft {
    if (!this.#needed(draft)) return draft;
    return this.#joined(draft, this.#parts(draft, this.#beside(draft)));
  }

  #joined(draft: Draft, parts: readonly Draft[]): Draft {
    const objects = parts.filter(owns);
    const open = objects.filter((part) => part.additionalProperties === true);
    const said = objects.filter((part) => 'additionalProperties' in part);
    if (objects.length > 1 && said.length > 0 && open.length < objects.length)
      this.#problem('TW2025', draft, {});
    const clash = (name: string) => this.#problem('TW2026', draft, { name });
    // Said in two ways, one of them would be lost.
    for (const key of changes) {
      const said = parts.flatMap((part) => (key in part ? [canonical(part[key] as Json)] : []));
      if (new Set(said).size > 1) clash(key);
    }
    const made: Made = new WeakSet();
    const joined = parts.reduce((a, b) => {
      const found = excluding(a, b);
      if (found) this.#problem('TW2032', draft, { a: brief(found.a), b: brief(found.b) });
      return merge(a, b, clash, made);
    });
    return this.#drafts.derive(joined, draft);
  }

  /** What must hold all at once. A lone reference stays one, so that names and recursion stay. */
  #parts(draft: Draft, follow: boolean, taken = new Set<string>()): Draft[] {
    const { allOf, $ref, ...own } = draft;
    const list = (Array.isArray(allOf) ? allOf : []) as readonly Json[];
    const branches = list.map((part): Draft => (isObject(part) ? part : part ? {} : { not: {} }));
    const alone = branches.length === 1 && !Object.keys(own).some(tests) && $ref === undefined;
    if (alone && !follow) return [own, ...this.#lone(branches[0] as Draft)];
    // Twice is once, and of thirty that name the next one twice there are a thousand million.
    const name = $ref === undefined ? undefined : nameOf($ref);
    const target = name === undefined || taken.has(name) ? [] : [this.#target(name)];
    if (name !== undefined) taken.add(name);
    const others = [...target, ...branches].flatMap((part) => this.#parts(part, true, taken));
    // The local one replaces those of what it is said of; of two beside each other, none would be lost in silence.
    const told = Object.keys(own).filter((key) => changes.includes(key));
    return [own, ...others.map((part) => without(part, told))];
  }

  #lone(branch: Draft): Draft[] {
    return 'allOf' in branch ? this.#parts(branch, false) : [branch];
  }

  #target(name: string): Draft {
    const draft = this.#drafts.definition(name);
    return isObject(draft) ? draft : {};
  }
}
