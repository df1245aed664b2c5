import type { Contract } from './contract.js';
import type { Json } from './json.js';
import { kept, type Redact } from './private.js';
import { redacted } from './redact.js';

/**
 * Everything that a screen may not show or may show in another order: controls, format characters (bidi marks, zero
 * width, tags), separators, whatever Unicode lets a screen ignore, the empty Braille cell, and odd spaces.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{DI}\u2800]|(?! )\p{Zs}/gu;

/** The arguments as a person should see them before deciding: redacted, and nothing in them invisible. */
export function preview(args: Json, { input, shapes }: Contract, redact?: Redact): string {
  const shown = redacted(args, input, shapes);
  return JSON.stringify(redact ? kept(shown, redact) : shown, null, 2)
    .split('\n')
    .map((line) => line.replace(UNSEEN, escaped))
    .join('\n');
}

const escaped = (character: string): string =>
  `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
