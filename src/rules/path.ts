import { posix, resolve } from 'node:path';
import type { GuardContext, Verdict } from '../shape.js';
import { staysInside } from './path/link.js';
import type { PathCheck, PathOptions } from './path/open.js';

export { openInside, type PathCheck, type PathOptions } from './path/open.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const CONTROL = /[\u0000-\u001f\u007f]/;
/** A drive (`C:`), a URL, or a stream of a Windows file. */
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;
/** A stream of a Windows file, whatever its name begins with. A time of day is none, where no letter stands before it. */
const STREAM = /(?<!\d\d):|:(?!\d\d)|(?:^|\/)[A-Za-z][^/:]*:/;
/** What Windows opens as a device in every folder, whatever stands behind the name. */
const DEVICE =
  /(?:^|\/)(?:con|prn|aux|nul|(?:com|lpt)[\d¹²³]|con(?:in|out)\$) *(?:[.:][^/]*)?(?:\/|$)/i;
/** The folder above, in any spelling that somebody may yet decode: `..2f`, `..;`. A name may begin with two dots. */
const ABOVE = /^\.\.(?![A-Za-z_-])/;
const ESCAPE = /%([0-9a-f]{2})/gi;
/** The longest that Linux opens, in bytes. To take the folders above away takes the square of the length. */
const LONGEST = 4096;
/** Nobody encodes this often in good faith, and each time costs a pass over the text. */
const MOST_DECODINGS = 8;

/**
 * A path that stays under a folder: relative, without backslashes, control characters, a scheme or a device of Windows,
 * and not leaving the folder after normalising, nor however often somebody percent-decodes it. Links on the way that
 * lead out, or to nothing yet, are refused as far as the disk holds them at the time; a handler that opens the file
 * should use `openInside`, which follows none.
 */
export function path(options: PathOptions): PathCheck {
  const { root } = options;
  const run = (value: string, context: GuardContext): Verdict => {
    const refused = refusal(value);
    if (refused) return { effect: 'reject', message: refused };
    const message = refusalOnDisk(resolve(context.root, root), value);
    return message === undefined ? { effect: 'pass' } : { effect: 'reject', message };
  };
  return { name: 'path', options, run };
}

/** A handler may join it to the folder, which takes `link/..` away, or hand it to the disk as it is. */
function refusalOnDisk(root: string, value: string): string | undefined {
  try {
    if (staysInside(root, posix.normalize(value)) && staysInside(root, value)) return undefined;
    return 'must not lead out of its folder through a link';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENAMETOOLONG') return 'must be shorter';
    if (code === 'ELOOP') return 'must not lead through links that lead in a circle';
    throw error;
  }
}

/** Looks at the text, and at what it becomes each time somebody percent-decodes it, byte by byte. */
function refusal(value: string): string | undefined {
  if (value.length > LONGEST) return 'must be shorter';
  let text = value;
  for (let round = 0; round < MOST_DECODINGS; round++) {
    const refused = lexicalRefusal(text);
    if (refused) return refused;
    const next = text.replace(ESCAPE, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    if (next === text) return undefined;
    text = next;
  }
  return 'must not be percent-encoded over and over';
}

function lexicalRefusal(text: string): string | undefined {
  if (text === '') return 'must not be empty';
  if (CONTROL.test(text)) return 'must not hold control characters';
  if (text.includes('\\')) return 'must be written with / between folders';
  const plain = posix.normalize(text);
  if (text.startsWith('/') || SCHEME.test(text) || SCHEME.test(plain))
    return 'must be relative to its folder';
  if (STREAM.test(text)) return 'must not hold a colon behind a name';
  if (DEVICE.test(plain))
    return 'must not be a name that Windows keeps for a device, as CON or NUL';
  return ABOVE.test(plain) ? 'must not lead out of its folder' : undefined;
}
