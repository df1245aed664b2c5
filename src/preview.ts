import type { Contract } from './contract.js';
import type { Json } from './json.js';
import { kept, type Redact } from './private.js';
import { redacted } from './redact.js';

/**
 * Everything that a screen may not show or may show in another order: controls, format characters (bidi marks, zero
 * width, tags), separators, whatever Unicode lets a screen ignore, signs that are empty (a Braille cell, a filler, two
 * blanks, a note without a head), odd spaces, and marks beyond four on one letter, which cover what stands around it
 * (UTS #39 §5.4).
 */
const UNSEEN = [
  '[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}\\p{DI}\\u2800\\u{13441}\\u{13442}\\u{16fe4}\\u{1d159}]',
  '(?! )\\p{Zs}',
  '(?<=[\\p{Mn}\\p{Me}]{4})[\\p{Mn}\\p{Me}]',
].join('|');
let compiled: RegExp | undefined;
/** Compiled when the first person is asked: the tables of so many kinds take a while. */
const unseen = () => {
  compiled ??= new RegExp(UNSEEN, 'gu');
  return compiled;
};

/** The arguments as a person should see them before deciding: redacted, and nothing in them invisible. */
export function preview(args: Json, { input, shapes }: Contract, redact?: Redact): string {
  const shown = redacted(args, input, shapes);
  return JSON.stringify(redact ? kept(shown, redact) : shown, null, 2)
    .split('\n')
    .map((line) => line.replace(unseen(), escaped))
    .join('\n');
}

const escaped = (character: string): string =>
  `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
