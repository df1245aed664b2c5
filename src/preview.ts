import type { Contract } from './contract.js';
import type { Json } from './json.js';
import { redacted } from './redact.js';

/**
 * Everything that a screen may not show or may show in another order: controls, format characters (bidi marks, zero
 * width, tags), separators, whatever Unicode lets a screen ignore, the empty Braille cell, and odd spaces.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{DI}\u2800]|(?! )\p{Zs}/gu;

/** The arguments as a person should see them before deciding: redacted, and nothing in them invisible. */
export const preview = (args: Json, { input, shapes }: Contract): string =>
  JSON.stringify(redacted(args, input, shapes), null, 2)
    .split('\n')
    .map((line) => line.replace(UNSEEN, escaped))
    .join('\n');

const escaped = (character: string): string =>
  `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
