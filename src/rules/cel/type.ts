/**
 * The CEL type of a parameter: `integer` is int, `number` is double, an object of any names a map, a union of objects
 * one with the members of all, what is of other types too dyn. Numbers inside dyn are doubles.
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

/** Only the compiler looks at more than the fields. */
export interface ObjectType {
  readonly object: Fields;
  /** The fields that may be absent. */
  readonly optional?: readonly string[];
  /** Fields that are not named may be there. */
  readonly open?: true;
  /** The value may be something else than an object: dyn when it runs. */
  readonly loose?: true;
  /** The branches of a union that it is made of. */
  readonly cases?: readonly ObjectCase[];
}

/** A branch, and the texts that its members are one of. */
export interface ObjectCase {
  readonly type: ObjectType;
  readonly texts: Readonly<Record<string, readonly string[]>>;
}

/** The members of an object, by name. */
export type Fields = Readonly<Record<string, CelType>>;
