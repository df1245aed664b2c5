import { canonical, type Json } from '../../src/json.js';
import type { Chain, CheckIr } from '../ir.js';

/** What can be wrong with a step of a chain. */
export type FaultKind =
  /** No step and no sanitizer has this name. */
  | { readonly kind: 'unknown'; readonly name: string }
  | { readonly kind: 'cycle'; readonly names: readonly string[] }
  /** Neither a name nor a map with one key. */
  | { readonly kind: 'shape' }
  | { readonly kind: 'options'; readonly form: string }
  /** Named in `flag` or `reject`, but no list of patterns. */
  | { readonly kind: 'no_patterns'; readonly name: string };

/** `path` leads to the step from the chain's own node. */
export type ChainFault = FaultKind & { readonly path: readonly (string | number)[] };

/** What a step compiles to. */
export type Piece =
  | { readonly transform: string }
  | { readonly check: CheckIr }
  | { readonly fault: ChainFault };

/** Transforms in written order, then checks, for they look at the final value; the same check twice is one. */
export function chainOf(pieces: readonly Piece[]): Chain {
  const checks = pieces.flatMap((piece) => ('check' in piece ? [piece.check] : []));
  const distinct = new Map(checks.map((check) => [canonical(check as Json), check]));
  return {
    transforms: pieces.flatMap((piece) => ('transform' in piece ? [piece.transform] : [])),
    checks: [...distinct.values()],
  };
}

export const faultsOf = (pieces: readonly Piece[]): readonly ChainFault[] =>
  pieces.flatMap((piece) => ('fault' in piece ? [piece.fault] : []));
