/**
 * The CEL type of a parameter: `integer` is int, `number` is double, an open object a map, a union dyn. Numbers inside
 * dyn are doubles. `optional` names the fields that may be absent; only the compiler looks at it.
 */
export type CelType =
  | 'string'
  | 'int'
  | 'double'
  | 'bool'
  | 'dyn'
  | { readonly nullable: CelType }
  | { readonly list: CelType }
  | { readonly map: CelType }
  | ObjectType;

export interface ObjectType {
  readonly object: Fields;
  readonly optional?: readonly string[];
}

export type Fields = Readonly<Record<string, CelType>>;
