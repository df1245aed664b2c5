import { Environment } from '@marcbachmann/cel-js';
import { canonical, isObject, type Json } from '../../json.js';
import { declareCaller } from './caller.js';
import type { CelType, Fields } from './type.js';
import { type Convert, raw, type View, type ViewClass, viewClass } from './view.js';

/** Bounds on one expression: an expression is a line or two, and the engine need never see more. */
const limits = { maxAstNodes: 1000, maxDepth: 64, maxListElements: 500, maxMapEntries: 100 };

/** What every expression sees: CEL's own functions, the caller, and arithmetic over int and double mixed. */
function baseEnvironment(): Environment {
  const environment = new Environment({ homogeneousAggregateLiterals: false, limits });
  const operations = {
    '+': (a: number, b: number) => a + b,
    '-': (a: number, b: number) => a - b,
    '*': (a: number, b: number) => a * b,
    '/': (a: number, b: number) => a / b,
  };
  for (const [sign, operate] of Object.entries(operations)) {
    const mixed = (a: bigint | number, b: bigint | number) => operate(Number(a), Number(b));
    environment.registerOperator(`int ${sign} double: double`, mixed);
    environment.registerOperator(`double ${sign} int: double`, mixed);
  }
  // By their mathematical values, without rounding; `==` and `===` are refused between the two types.
  environment.registerOperator('int == double', (a: bigint, b: number) => a >= b && a <= b);
  declareCaller(environment);
  return environment;
}

let base: Environment | undefined;
/** The environment of expressions that see the caller alone; shared, since it is the same for all. */
export const callerEnvironment = (): Environment => {
  base ??= baseEnvironment();
  return base;
};

/** The environment of expressions that see arguments too, and the class that shows the arguments to them. */
export function argsEnvironment(fields: Fields): { environment: Environment; Args: ViewClass } {
  const environment = callerEnvironment().clone();
  const { Class } = new Declarations(environment).object('Arguments', fields);
  environment.registerVariable('args', 'Arguments');
  return { environment, Args: Class };
}

interface Declared {
  /** The name of the type in CEL. */
  readonly name: string;
  readonly convert: Convert;
}

const same: Convert = (value) => value;
const toInt: Convert = (value) => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  return value;
};

/** Declares types to an environment. Object types are numbered: names of properties are no CEL identifiers. */
class Declarations {
  readonly #environment: Environment;
  #objects = 0;
  constructor(environment: Environment) {
    this.#environment = environment;
  }

  type(type: CelType): Declared {
    if (typeof type === 'string') return { name: type, convert: type === 'int' ? toInt : same };
    if ('nullable' in type) return this.#nullable(type.nullable);
    if ('list' in type) return this.#list(this.type(type.list));
    if ('map' in type) return this.#map(this.type(type.map));
    return this.object(`Object${++this.#objects}`, type.object);
  }

  object(name: string, fields: Fields): Declared & { readonly Class: ViewClass } {
    const declared = Object.entries(fields).map(([key, type]) => [key, this.type(type)] as const);
    const Class = viewClass(
      Object.fromEntries(declared.map(([key, { convert }]) => [key, convert])),
    );
    const types = Object.fromEntries(declared.map(([key, field]) => [key, field.name]));
    this.#environment.registerType(name, { ctor: Class, fields: types });
    const equal = (a: View, b: View) => canonical(a[raw]) === canonical(b[raw]);
    this.#environment.registerOperator(`${name} == ${name}`, equal);
    return { name, Class, convert: (value) => (isObject(value) ? new Class(value) : value) };
  }

  /** CEL has no nullable types but dyn: null is then told apart at run time. */
  #nullable(inner: CelType): Declared {
    const { convert } = this.type(inner);
    return { name: 'dyn', convert: (value) => (value === null ? null : convert(value)) };
  }

  #list({ name, convert }: Declared): Declared {
    const each = (value: Json) => (Array.isArray(value) ? value.map(convert) : value);
    return { name: `list<${name}>`, convert: convert === same ? same : each };
  }

  #map({ name, convert }: Declared): Declared {
    const each = (value: Json) => {
      if (!isObject(value)) return value;
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, convert(item)]));
    };
    return { name: `map<string, ${name}>`, convert: convert === same ? same : each };
  }
}
