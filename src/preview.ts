import type { Contract } from './contract.js';
import type { Json } from './json.js';
import { redacted } from './redact.js';

/**
 * Everything that a screen may not show or may show in another order: controls, format characters (bidi marks, zero
 * width, tags), line and paragraph separators, variation selectors, and other spaces than the plain one.
 */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u{115f}\u{1160}\u{3164}\u{ffa0}]|\p{Variation_Selector}|(?! )\p{Zs}/gu;

/** The arguments as a person should see them before deciding: redacted, and nothing in them invisible. */
export const preview = (args: Json, { input, shapes }: Contract): string =>
  JSON.stringify(redacted(args, input, shapes), null, 2)
    .split('\n')
    .map((line) => line.replace(UNSEEN, escaped))
    .join('\n');

const escaped = (character: string): string =>
  `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
