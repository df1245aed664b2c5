import type { Parsed } from '../call.js';
import type { Shape } from '../shape.js';
import { idleOnPlain, isPlain } from '../text/plain.js';
import type { Places, Shapes } from './places.js';
import { once, placesWhere, prune, type Wants } from './prune.js';

/**
 * Where the steps of sanitizers have something to do in the arguments of a call: in plain ones, which most are, only
 * the steps that may find something there.
 */
export function stepPlaces(
  steps: (shape: Shape) => readonly unknown[] | undefined,
  also: Wants = () => false,
): (call: Parsed) => Places | undefined {
  const any: Wants = (shape) => also(shape) || steps(shape) !== undefined;
  const busy: Wants = (shape) =>
    also(shape) || steps(shape)?.some((step) => !idleOnPlain.has(step)) === true;
  const all = placesWhere(any);
  const beyondPlain = once((shape, shapes) =>
    prune(shape, shapes, hasPlainDefaults(shape, shapes) ? busy : any),
  );
  return ({ plain, contract: { input, shapes } }) =>
    input && (plain ? beyondPlain : all)(input, shapes);
}

/** A default that is filled in is an argument, too. */
const hasPlainDefaults = (shape: Shape, shapes: Shapes): boolean =>
  isPlain(JSON.stringify([shape, shapes], (key, part) => (key === 'checks' ? undefined : part)));
