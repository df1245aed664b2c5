import type { SourceNode } from '../source.js';
import { durationMs, sizeBytes } from '../spec/units.js';

/** Readers of values whose shape was checked: what is absent or of another type is undefined. */
export const textOf = (node: SourceNode | undefined): string | undefined => {
  const value = node?.json;
  return typeof value === 'string' ? value : undefined;
};

export const numberOf = (node: SourceNode | undefined): number | undefined => {
  const value = node?.json;
  return typeof value === 'number' ? value : undefined;
};

/** Milliseconds. */
export const durationOf = (node: SourceNode | undefined): number | undefined =>
  durationMs(textOf(node) ?? '');

/** Bytes. */
export const sizeOf = (node: SourceNode | undefined): number | undefined =>
  sizeBytes(textOf(node) ?? '');

export const isTrue = (node: SourceNode | undefined): boolean => node?.json === true;

/** A list as its items, a single value as a list of one, nothing as none. */
export function listOf(node: SourceNode | undefined): readonly SourceNode[] {
  if (!node || node.json === null) return [];
  return Array.isArray(node.json) ? node.items() : [node];
}

export const textsOf = (node: SourceNode | undefined): readonly string[] =>
  listOf(node).flatMap((each) => textOf(each) ?? []);

/** An object without the members that are undefined: absent and undefined are not the same to a reader of the IR. */
export function compact<T extends object>(value: T): Compact<T> {
  const kept = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(kept) as Compact<T>;
}
type Absent<T> = { [K in keyof T]: undefined extends T[K] ? K : never }[keyof T];
type Compact<T> = Omit<T, Absent<T>> & { [K in Absent<T>]?: Exclude<T[K], undefined> };
