import { isObject, type Json, type JsonObject } from '../../src/json.js';
import type { Chain } from '../ir.js';
import type { SourceNode } from '../source.js';
import { type ChainFault, chainOf, type FaultKind, faultsOf, type Piece } from './piece.js';
import {
  checkSteps,
  fits,
  formOf,
  invisibleSteps,
  isKeyed,
  isStrings,
  type KeyedStep,
  transformSteps,
} from './steps.js';

/** Where a step stands: its path in the chain, the sanitizer it defines, and the sanitizers it is inlined through. */
interface At {
  readonly path: readonly (string | number)[];
  readonly named: string;
  readonly through: readonly string[];
}

const wrong = (at: At, fault: FaultKind): Piece[] => [{ fault: { ...fault, path: at.path } }];
const check = (name: string): Piece[] => [{ check: { kind: 'check', name } }];

/** Compiles the chains of one file: what is named is inlined. */
export class Sanitizers {
  /** The definitions, in written order. */
  readonly nodes: ReadonlyMap<string, SourceNode>;
  readonly #named: JsonObject;
  constructor(named: SourceNode | undefined) {
    this.nodes = new Map(named?.entries() ?? []);
    const json = named?.json;
    this.#named = isObject(json) ? json : {};
  }

  get names(): readonly string[] {
    return Object.keys(this.#named);
  }

  /** `value` is a name, a step or a list of them; `named` the sanitizer it defines, where it defines one. */
  compile(value: Json, named?: string): { chain: Chain; faults: readonly ChainFault[] } {
    const at = { path: [], named: named ?? 'patterns', through: named ? [named] : [] };
    const pieces = this.#steps(value, at);
    return { chain: chainOf(pieces), faults: faultsOf(pieces) };
  }

  #steps(value: Json, at: At): Piece[] {
    if (!Array.isArray(value)) return this.#step(value, at);
    return value.flatMap((step: Json, index) =>
      this.#step(step, { ...at, path: [...at.path, index] }),
    );
  }

  #step(step: Json, at: At): Piece[] {
    if (typeof step === 'string') return this.#name(step, at);
    const [key, ...more] = isObject(step) ? Object.keys(step) : [];
    if (!isObject(step) || key === undefined || more.length > 0)
      return wrong(at, { kind: 'shape' });
    if (!isKeyed(key))
      return wrong(at, this.#isName(key) ? { kind: 'shape' } : { kind: 'unknown', name: key });
    return this.#keyed(key, step[key] as Json, { ...at, path: [...at.path, key] });
  }

  /** Whether it is written as a text, not as a key. */
  #isName(key: string): boolean {
    return transformSteps.has(key) || checkSteps.has(key) || Object.hasOwn(this.#named, key);
  }

  #name(name: string, at: At): Piece[] {
    if (transformSteps.has(name)) return [{ transform: name }];
    if (checkSteps.has(name)) return check(name);
    if (!Object.hasOwn(this.#named, name)) return wrong(at, { kind: 'unknown', name });
    const through = [...at.through, name];
    if (at.through.includes(name)) return wrong(at, { kind: 'cycle', names: through });
    // What is wrong inside a named sanitizer is said where it is defined; only a cycle is wrong at its uses, too.
    return this.#steps(this.#named[name] as Json, { path: [], named: name, through }).flatMap(
      (piece) => {
        if (!('fault' in piece)) return [piece];
        return piece.fault.kind === 'cycle' ? wrong(at, piece.fault) : [];
      },
    );
  }

  #keyed(key: KeyedStep, value: Json, at: At): Piece[] {
    switch (key) {
      case 'invisible':
        if (typeof value !== 'string' || !Object.hasOwn(invisibleSteps, value)) break;
        return [invisibleSteps[value] as Piece];
      case 'path':
      case 'url':
        if (!fits(key, value)) break;
        return [{ check: { kind: 'rule', leaf: key, make: key, options: value } }];
      default:
        return this.#patterns(key, value, at);
    }
    return wrong(at, { kind: 'options', form: formOf[key] });
  }

  #patterns(key: 'patterns' | 'flag' | 'reject', value: Json, at: At): Piece[] {
    const named = typeof value === 'string' && key !== 'patterns' ? value : undefined;
    if (named !== undefined && !Object.hasOwn(this.#named, named))
      return wrong(at, { kind: 'unknown', name: named });
    const patterns = named === undefined ? value : this.#patternsOf(named);
    if (!isStrings(patterns) || patterns.length === 0) {
      const options = { kind: 'options', form: formOf[key] } as const;
      return wrong(at, named === undefined ? options : { kind: 'no_patterns', name: named });
    }
    const effect = key === 'reject' ? 'reject' : 'flag';
    const options = { name: named ?? at.named, patterns, effect };
    return [{ check: { kind: 'rule', leaf: 'regex', make: 'patterns', options } }];
  }

  /** The patterns of a sanitizer that holds nothing else. */
  #patternsOf(name: string): Json | undefined {
    const steps = this.#named[name];
    const lists = (Array.isArray(steps) ? steps : [steps]).map((step: Json | undefined) =>
      isObject(step) && Object.keys(step).length === 1 ? step.patterns : undefined,
    );
    return lists.every(isStrings) ? lists.flat() : undefined;
  }
}
