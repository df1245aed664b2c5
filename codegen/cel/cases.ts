import { isObject, type Json, type JsonObject } from '../../src/json.js';
import type { CelType, ObjectCase, ObjectType } from '../../src/rules/cel.js';
import { inner, isObjectType, typeOfAny } from './combine.js';
import { differs, equals, type Facts, isAmong } from './facts.js';
import { stepOf } from './scope.js';

/** The branches of a union, where all are objects, with the texts by which conditions tell them apart. */
export function casesOf(
  branches: readonly { readonly parts: readonly JsonObject[]; readonly type: CelType }[],
): readonly ObjectCase[] | undefined {
  const cases = branches.flatMap(({ parts, type }) =>
    isObjectType(type) && !type.loose ? [{ type, texts: textsIn(parts) }] : [],
  );
  const told = cases.some(({ texts }) => Object.keys(texts).length > 0);
  return told && cases.length === branches.length ? cases : undefined;
}

function textsIn(parts: readonly JsonObject[]): ObjectCase['texts'] {
  const properties = parts.flatMap((part) =>
    isObject(part.properties) ? Object.entries(part.properties) : [],
  );
  return Object.fromEntries(
    properties.flatMap(([name, property]) => {
      const texts = listed(property);
      return texts.length > 0 && texts.every(isText) ? [[name, texts] as const] : [];
    }),
  );
}

const isText = (value: Json): value is string => typeof value === 'string';

function listed(property: Json): readonly Json[] {
  if (!isObject(property)) return [];
  const { const: only, enum: values } = property;
  return only === undefined ? (Array.isArray(values) ? values : []) : [only];
}

/** An object at a path, as those of its branches that it can be have it. */
export function caseAt(type: ObjectType, path: string | undefined, facts: Facts): ObjectType {
  if (!type.cases || path === undefined) return type;
  const left = type.cases.filter((each) => mayBe(each, path, facts));
  if (left.length === 0 || left.length === type.cases.length) return type;
  const found = inner(typeOfAny(left.map((each) => each.type)));
  return isObjectType(found) ? found : type;
}

const mayBe = ({ texts }: ObjectCase, path: string, facts: Facts): boolean =>
  Object.entries(texts).every(([name, values]) => {
    const at = stepOf(path, name);
    const said = (fact: string) =>
      [...facts].find((each) => each.startsWith(fact))?.slice(fact.length);
    const [only, some] = [said(equals(at, '')), said(isAmong(at, ''))];
    const left: readonly string[] = some === undefined ? values : JSON.parse(some);
    return values.some((value) =>
      only === undefined ? left.includes(value) && !facts.has(differs(at, value)) : only === value,
    );
  });
