import type { Pattern } from './parse.js';
import { type CharSet, overlap } from './set.js';

/** More would take long to look at; such a pattern is left to the linear engine. */
const MOST_POSITIONS = 300;
const MOST_VARIANTS = 64;
/** A part repeated more often is looked at as if it had no end: that can only find more ways, not fewer. */
const MOST_COPIES = 20;

/** Counted repetitions written out make a pattern too long to look at. */
class TooLong extends Error {}
/** Two ways to go on with the same character, or to take nothing. */
class Unclear extends Error {}

/** A part of a pattern: where it can begin and end, and whether it can be empty. Positions number its sets. */
interface Part {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly empty: boolean;
}

const nothing: Part = { first: [], last: [], empty: true };

/** Glushkov's construction, refusing whatever a backtracking engine could try in two ways. */
class Positions {
  readonly #sets: CharSet[] = [];
  readonly #follow: number[][] = [];

  part(pattern: Pattern): Part {
    switch (pattern.kind) {
      case 'set': {
        if (this.#sets.length >= MOST_POSITIONS) throw new TooLong();
        const at = this.#sets.push(pattern.set) - 1;
        this.#follow.push([]);
        return { first: [at], last: [at], empty: false };
      }
      case 'sequence':
        return pattern.of
          .map((each) => this.part(each))
          .reduce((a, b) => this.#then(a, b), nothing);
      case 'choice':
        return this.#either(pattern.of.map((each) => this.part(each)));
      case 'repeat':
        return this.#repeat(pattern);
      default:
        return nothing;
    }
  }

  /** Throws where the same character can lead on from somewhere in two ways. */
  settle({ first }: Part): void {
    for (const group of [first, ...this.#follow])
      for (const [at, one] of group.entries())
        for (const other of group.slice(at + 1))
          if (one === other || overlap(this.#set(one), this.#set(other))) throw new Unclear();
  }

  #set(at: number): CharSet {
    return this.#sets[at] as CharSet;
  }

  #link(last: readonly number[], first: readonly number[]): void {
    for (const at of last) this.#follow[at]?.push(...first);
  }

  #then(a: Part, b: Part): Part {
    this.#link(a.last, b.first);
    return {
      first: a.empty ? [...a.first, ...b.first] : a.first,
      last: b.empty ? [...b.last, ...a.last] : b.last,
      empty: a.empty && b.empty,
    };
  }

  #either(parts: readonly Part[]): Part {
    if (parts.filter((part) => part.empty).length > 1) throw new Unclear();
    return {
      first: parts.flatMap((part) => part.first),
      last: parts.flatMap((part) => part.last),
      empty: parts.some((part) => part.empty),
    };
  }

  #repeat({ of, least, most }: Extract<Pattern, { kind: 'repeat' }>): Part {
    if (most > MOST_COPIES) {
      const loop = this.#loop(this.part(of));
      return least === 0 ? loop : { ...loop, empty: false };
    }
    let whole = nothing;
    for (let count = 0; count < least; count++) whole = this.#then(whole, this.part(of));
    return this.#then(whole, this.#optional(of, most - least));
  }

  #loop(part: Part): Part {
    if (part.empty) throw new Unclear();
    this.#link(part.last, part.first);
    return { ...part, empty: true };
  }

  /** At most `count` more: each only after the one before. */
  #optional(of: Pattern, count: number): Part {
    let rest = nothing;
    for (let left = 0; left < count; left++) {
      const part = this.part(of);
      if (part.empty) throw new Unclear();
      rest = { ...this.#then(part, rest), empty: true };
    }
    return rest;
  }
}

/** The patterns that come of choosing one branch of every choice outside repetitions. */
function variants(pattern: Pattern): readonly Pattern[] {
  if (pattern.kind === 'choice') return capped(pattern.of.flatMap(variants));
  if (pattern.kind !== 'sequence') return [pattern];
  let found: readonly (readonly Pattern[])[] = [[]];
  for (const each of pattern.of) {
    const ways = variants(each);
    found = capped(found.flatMap((before) => ways.map((way) => [...before, way])));
  }
  return found.map((of) => ({ kind: 'sequence', of }));
}

function capped<T>(list: readonly T[]): readonly T[] {
  if (list.length > MOST_VARIANTS) throw new TooLong();
  return list;
}

const endless = (pattern: Pattern): boolean =>
  (pattern.kind === 'repeat' &&
    (pattern.most === Number.POSITIVE_INFINITY || endless(pattern.of))) ||
  ((pattern.kind === 'sequence' || pattern.kind === 'choice') && pattern.of.some(endless));

const anchored = (pattern: Pattern): boolean =>
  pattern.kind === 'start' ||
  (pattern.kind === 'sequence' && pattern.of[0] !== undefined && anchored(pattern.of[0]));

/**
 * Whether a backtracking engine, too, takes time in proportion to the text: it starts at one place only, or what it
 * looks for has a length, and in each of a few variants no character can be taken in two ways. A match then has one
 * derivation, as has every part of one (strong determinism: Koch and Scherzinger, 2007).
 */
export function isClear(pattern: Pattern): boolean {
  try {
    return variants(pattern).every((variant) => {
      if (!anchored(variant) && endless(variant)) return false;
      const positions = new Positions();
      positions.settle(positions.part(variant));
      return true;
    });
  } catch (error) {
    if (error instanceof TooLong || error instanceof Unclear) return false;
    throw error;
  }
}
