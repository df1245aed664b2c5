import type { SourceNode } from '../../../codegen/source.js';
import { isObject, type Json } from '../../../src/json.js';

/** A value as if it were written in a file; its line tells nothing, its path does. */
export function jsonNode(json: Json, path: readonly (string | number)[] = []): SourceNode {
  const place = { file: 'tools.yaml', line: 1, column: 1, length: 1 };
  const members = new Map(
    isObject(json)
      ? Object.entries(json).map(([key, value]) => [key, jsonNode(value, [...path, key])])
      : [],
  );
  const items = Array.isArray(json)
    ? json.map((each: Json, at) => jsonNode(each, [...path, at]))
    : [];
  return {
    path,
    json,
    place,
    keyPlace: place,
    get: (key) => members.get(key),
    entries: () => [...members],
    items: () => items,
  };
}

export const sharedNodes = (schemas: Readonly<Record<string, Json>>) =>
  new Map(Object.entries(schemas).map(([name, each]) => [name, jsonNode(each, ['schemas', name])]));
