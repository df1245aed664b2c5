import { isObject, type Json, type JsonObject, pointerStep } from '../../src/json.js';
import type { Chain } from '../ir.js';
import type { SourceNode } from '../source.js';
import { dialect } from './dialect.js';

/** A schema on its way: plain, its references written `#/$defs/Name`, `sanitize` already a chain. */
export type Draft = JsonObject;
export type SharedSchemas = ReadonlyMap<string, SourceNode>;
export type Sanitize = (node: SourceNode | undefined) => Chain;

/** The name in `#/schemas/Name` or `#/$defs/Name`; undefined for every other reference. */
export function refTarget(
  ref: string,
): { readonly own: boolean; readonly name: string } | undefined {
  const match = /^#\/(schemas|\$defs)\/([^/]+)$/.exec(ref);
  if (!match?.[2]) return undefined;
  try {
    const name = decodeURIComponent(match[2]).replaceAll('~1', '/').replaceAll('~0', '~');
    return { own: match[1] === '$defs', name };
  } catch {
    return undefined;
  }
}

const refTo = (name: string): string => `#/$defs${pointerStep(encodeURIComponent(name))}`;

/** The name that a reference of a draft or of a lowered schema stands for. */
export const nameOf = (ref: Json | undefined): string => refTarget(String(ref))?.name ?? '';

/** The schemas of one root as drafts, each knowing where it was written. Definitions are read as they are asked for. */
export class Drafts {
  readonly root: Json;
  readonly #shared: SharedSchemas;
  readonly #own: SourceNode | undefined;
  readonly #sanitize: Sanitize;
  readonly #unread: ReadonlySet<SourceNode>;
  readonly #read = new Map<string, Json>();
  readonly #origins = new WeakMap<object, SourceNode>();

  /** `unread`: schemas that cannot be read, of whose values nothing is known. */
  constructor(
    root: SourceNode,
    shared: SharedSchemas,
    sanitize: Sanitize,
    unread: ReadonlySet<SourceNode> = new Set(),
  ) {
    this.#unread = unread;
    this.#shared = shared;
    this.#own = root.get('$defs');
    this.#sanitize = sanitize;
    this.root = this.#schema(root);
  }

  definition(name: string): Json {
    let draft = this.#read.get(name);
    if (draft === undefined) {
      const node = this.#own?.get(name) ?? this.#shared.get(name);
      draft = node ? this.#schema(node) : true;
      this.#read.set(name, draft);
    }
    return draft;
  }

  /** Where a draft was written; what is made of drafts takes the place of the one it was made of. */
  origin(draft: Json): SourceNode | undefined {
    return isObject(draft) ? this.#origins.get(draft) : undefined;
  }

  derive<D extends Json>(made: D, from: Json): D {
    const node = this.origin(from);
    if (node && isObject(made)) this.#origins.set(made, node);
    return made;
  }

  #schema(node: SourceNode): Json {
    if (this.#unread.has(node)) return true;
    const members = node.entries();
    const json = members.length > 0 ? {} : node.json;
    if (!isObject(json)) return json;
    const draft: Record<string, Json> = {};
    for (const [key, member] of members)
      if (key !== '$defs' && key !== '$comment') draft[key] = this.#member(key, member);
    this.#origins.set(draft, node);
    return draft;
  }

  #member(key: string, node: SourceNode): Json {
    switch (dialect[key]?.kind.holds) {
      case 'schema':
        return this.#schema(node);
      case 'list':
        return node.items().map((item) => this.#schema(item));
      case 'map':
        return Object.fromEntries(node.entries().map(([name, each]) => [name, this.#schema(each)]));
      default:
        if (key === '$ref') return refTo(nameOf(node.json));
        // A chain is plain data, and rides along as such until shapes are made of it.
        return key === 'sanitize' ? ({ ...this.#sanitize(node) } as unknown as Json) : node.json;
    }
  }
}
