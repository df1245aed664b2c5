import {
  type Alias,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  type Node,
  type Pair,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { Diagnostic, Place } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import { codePoint } from './bounds.js';
import { changedNumber } from './number.js';
import type { SourceText } from './text.js';

/** Values that all aliases of a file may stand for together. */
const MAX_ALIASED = 100_000;
export const RESERVED: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Looks at every node once, in written order: resolves aliases, and reports what YAML takes and JSON cannot hold.
 * Members that must not be read (a second key of the same name, `<<`, `__proto__`) are taken out of their map.
 */
export class Walk {
  readonly diagnostics: Diagnostic[] = [];
  /** What each alias stands for: never an alias, never something that holds the alias. */
  readonly targets = new Map<Alias, Node>();
  /** Whether the tree can be read as data: false when an alias stands for nothing, itself or too much. */
  sound = true;
  readonly #source: SourceText;
  readonly #anchors = new Map<string, Node>();
  readonly #sizes = new Map<Node, number>();
  #aliased = 0;

  constructor(source: SourceText) {
    this.#source = source;
  }

  /** The number of values the node stands for, aliases written out. */
  visit(node: Node | null): number {
    if (node === null) return 1;
    if (isAlias(node)) return this.#alias(node);
    if (!isCollection(node) && !isScalar(node)) return 1;
    if (node.anchor) this.#anchors.set(node.anchor, node);
    let size = 1;
    if (isMap(node)) size += this.#map(node as YAMLMap.Parsed);
    else if (isCollection(node)) for (const item of node.items) size += this.visit(item as Node);
    else this.#scalar(node);
    this.#sizes.set(node, size);
    return size;
  }

  #map(map: YAMLMap.Parsed): number {
    let size = 0;
    const first = new Map<string, Node>();
    map.items = map.items.filter((pair) => {
      size += this.visit(pair.value as Node | null);
      return this.#key(pair, first);
    });
    return size;
  }

  /** Whether the member may be read. */
  #key(pair: Pair<ParsedNode, ParsedNode | null>, first: Map<string, Node>): boolean {
    const key = String((pair.key as Scalar).value);
    const place = () => this.#place(pair.key);
    if (key === '<<') return this.#add(diagnose('TW1010', place(), {}));
    if (RESERVED.has(key)) return this.#add(diagnose('TW1014', place(), { key }));
    const before = first.get(key);
    if (before) {
      const related = [{ message: 'it stands here first', place: this.#place(before) }];
      return this.#add(diagnose('TW1009', place(), { key }, related));
    }
    first.set(key, pair.key);
    this.#surrogate(key, pair.key);
    return true;
  }

  #scalar(node: Scalar): void {
    if (typeof node.value === 'string') this.#surrogate(node.value, node);
    if (typeof node.value !== 'number') return;
    // No negative zero: JSON text has none, and what is read back would differ from what was written.
    const value = node.value + 0;
    node.value = value;
    const becomes = changedNumber(node.source ?? '', value);
    if (becomes === undefined) return;
    this.#add(diagnose('TW1013', this.#place(node), { text: node.source ?? '', becomes }));
    if (!Number.isFinite(value)) node.value = 0;
  }

  /** An escape such as \ud800 makes half a character, which no file and no provider can be sent. */
  #surrogate(text: string, node: Node): void {
    const half = /\p{Cs}/u.exec(text);
    if (half) this.#add(diagnose('TW1019', this.#place(node), { character: codePoint(half[0]) }));
  }

  #alias(alias: Alias): number {
    const target = this.#anchors.get(alias.source);
    const size = target && this.#sizes.get(target);
    const place = this.#place(alias);
    if (!target || size === undefined) {
      const values = { name: alias.source, recursive: target !== undefined };
      this.sound = this.#add(diagnose('TW1012', place, values));
      return 1;
    }
    this.targets.set(alias, target);
    const before = this.#aliased;
    this.#aliased += size;
    if (before <= MAX_ALIASED && this.#aliased > MAX_ALIASED)
      this.sound = this.#add(diagnose('TW1011', place, { most: MAX_ALIASED }));
    return size;
  }

  #place(node: Node): Place {
    const [start = 0, end = 0] = node.range ?? [];
    return this.#source.place(start, end);
  }

  #add(diagnostic: Diagnostic): false {
    this.diagnostics.push(diagnostic);
    return false;
  }
}
