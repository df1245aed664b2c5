import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { Json } from '../../src/json.js';
import type { Place } from '../diagnostic.js';
import type { SourceNode } from '../source.js';
import type { SourceText } from './text.js';

export type Path = readonly (string | number)[];
type Member = readonly [string, SourceNode];

/** A node of one file. */
export class YamlNode implements SourceNode {
  readonly path: Path;
  readonly #file: File;
  readonly #node: Node | null;
  /** The node, or what it stands for where it is an alias. */
  readonly #value: Node | null;
  readonly #key: Node | undefined;
  #entries: readonly Member[] | undefined;
  #members: ReadonlyMap<string, SourceNode> | undefined;

  constructor(file: File, node: Node | null, path: Path = [], key?: Node) {
    this.path = path;
    this.#file = file;
    this.#node = node;
    this.#value = isAlias(node) ? (file.targets.get(node) ?? null) : node;
    this.#key = key;
  }

  get json(): Json {
    return toJson(this.#file.targets, this.#node);
  }

  get place(): Place {
    const missing = !this.#node?.range || isMissing(this.#node);
    return this.#placeOf(missing && this.#key ? this.#key : this.#node);
  }

  get written(): string | undefined {
    if (!isScalar(this.#node) || isMissing(this.#node)) return undefined;
    const [start, end] = this.#node.range ?? [0, 0];
    return this.#file.source.text.slice(start, end);
  }

  get keyPlace(): Place {
    return this.#key ? this.#placeOf(this.#key) : this.place;
  }

  get(key: string): SourceNode | undefined {
    if (!isMap(this.#value)) return undefined;
    this.#members ??= new Map(this.entries());
    return this.#members.get(key);
  }

  entries(): readonly Member[] {
    if (!isMap(this.#value)) return none;
    this.#entries ??= this.#read(this.#value as YAMLMap.Parsed);
    return this.#entries;
  }

  items(): readonly SourceNode[] {
    if (!isSeq(this.#value)) return [];
    return this.#value.items.map(
      (item, index) => new YamlNode(this.#file, item as Node, [...this.path, index]),
    );
  }

  #read(map: YAMLMap.Parsed): readonly Member[] {
    return map.items.map(({ key, value }) => {
      const name = keyOf(key);
      return [name, new YamlNode(this.#file, value, [...this.path, name], key)];
    });
  }

  #placeOf(node: Node | null): Place {
    const [start = 0, end = 0] = node?.range ?? [];
    return this.#file.source.place(start, end);
  }
}

const none: readonly Member[] = [];

/** A text and what its aliases stand for. */
export interface File {
  readonly source: SourceText;
  readonly targets: ReadonlyMap<Alias, Node>;
}

/** A map put together from maps of several files, each member with its own place. */
export class JoinedNode implements SourceNode {
  readonly path: Path;
  readonly place: Place;
  readonly keyPlace: Place;
  readonly #members: ReadonlyMap<string, SourceNode>;

  constructor(first: SourceNode, members: ReadonlyMap<string, SourceNode>) {
    this.path = first.path;
    this.place = first.place;
    this.keyPlace = first.keyPlace;
    this.#members = members;
  }

  get json(): Json {
    return Object.fromEntries(this.entries().map(([key, node]) => [key, node.json]));
  }

  get(key: string): SourceNode | undefined {
    return this.#members.get(key);
  }

  entries(): readonly Member[] {
    return [...this.#members];
  }

  items(): readonly SourceNode[] {
    return [];
  }
}

/** `key:` with nothing behind it. */
const isMissing = (node: Node | null): boolean =>
  isScalar(node) && node.value === null && (node.source ?? '') === '';

export const keyOf = (key: Node): string => String((key as Scalar).value);

function toJson(targets: ReadonlyMap<Alias, Node>, node: Node | null): Json {
  if (isAlias(node)) return toJson(targets, targets.get(node) ?? null);
  if (isScalar(node)) return node.value as Json;
  if (isSeq(node)) return node.items.map((item) => toJson(targets, item as Node));
  if (!isMap(node)) return null;
  const value: Record<string, Json> = {};
  for (const pair of (node as YAMLMap.Parsed).items)
    value[keyOf(pair.key)] = toJson(targets, pair.value);
  return value;
}
