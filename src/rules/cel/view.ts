import type { Json, JsonObject } from '../../json.js';

/** How a field's JSON becomes the value CEL computes with. */
export type Convert = (value: Json) => unknown;

/** The JSON behind a view; `null` is nobody. */
export const raw = Symbol('raw');

/** A JSON object as CEL sees it: fields convert when they are read, so that unread arguments cost nothing. */
export interface View {
  readonly [raw]: JsonObject | null;
}
export type ViewClass = new (value: JsonObject | null) => View;

/** A class of its own for each object type: cel-js tells the types of objects by their constructors. */
export function viewClass(fields: Readonly<Record<string, Convert>>): ViewClass {
  class TypedView implements View {
    readonly [raw]: JsonObject | null;
    constructor(value: JsonObject | null) {
      this[raw] = value;
    }
  }
  for (const [key, convert] of Object.entries(fields)) {
    Object.defineProperty(TypedView.prototype, key, {
      get(this: View) {
        const object = this[raw];
        const value = object !== null && Object.hasOwn(object, key) ? object[key] : undefined;
        return value === undefined ? undefined : convert(value);
      },
    });
  }
  return TypedView;
}

const isView = (value: object): value is View => raw in value;

/** A result of CEL as JSON. Throws on what JSON cannot hold: an unsafe integer, a timestamp, bytes. */
export function toJson(value: unknown): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (Number.isFinite(value)) return value;
      break;
    case 'bigint':
      if (Number.isSafeInteger(Number(value))) return Number(value);
      break;
    case 'object':
      return objectToJson(value);
  }
  throw new TypeError(`a result of type ${typeof value} is no JSON value`);
}

function objectToJson(value: object | null): Json {
  if (value === null) return null;
  if (isView(value)) return value[raw];
  if (Array.isArray(value)) return value.map(toJson);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError('a result that is no JSON value');
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toJson(member)]));
}
