import { directionIsPlain } from './direction.js';

/** What no reader sees: Unicode's Default_Ignorable_Code_Point, and the interlinear annotation controls. */
const INVISIBLE = /[\p{DI}\ufff9-\ufffb]/u;

/** Scripts whose letters take joiners: the shape of a word depends on U+200C and U+200D in them. */
const JOINING = [
  ...['Arabic', 'Syriac', 'Nko', 'Mongolian', 'Mandaic', 'Adlam', 'Devanagari', 'Bengali'],
  ...['Gurmukhi', 'Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala'],
  ...['Tibetan', 'Myanmar', 'Khmer', 'Balinese', 'Javanese', 'Chakma', 'Grantha', 'Newa'],
];
const SPACELESS = ['Thai', 'Lao', 'Khmer', 'Myanmar', 'Tibetan'];
const scripts = (names: readonly string[]) => names.map((name) => `\\p{scx=${name}}`).join('');

/** The blocks of arrows, technical signs, shapes and dingbats. */
const ARROWS_AND_SIGNS =
  '\\u2190-\\u21ff\\u2300-\\u23ff\\u25a0-\\u27ff\\u2900-\\u297f\\u2b00-\\u2bff';

/** Where an invisible character is at home: it changes how its visible neighbours look. */
const AT_HOME = [
  // The flags of England, Scotland and Wales: a black flag and their codes in tag characters (UTS #51).
  '\\u{1f3f4}\\u{e0067}\\u{e0062}\\u{e0065}\\u{e006e}\\u{e0067}\\u{e007f}',
  '\\u{1f3f4}\\u{e0067}\\u{e0062}\\u{e0073}\\u{e0063}\\u{e0074}\\u{e007f}',
  '\\u{1f3f4}\\u{e0067}\\u{e0062}\\u{e0077}\\u{e006c}\\u{e0073}\\u{e007f}',
  // Emoji, arrows and signs: as a picture or as text; keycaps, and sequences joined into one picture.
  `(?<=[\\p{Emoji}\\p{ExtPict}${ARROWS_AND_SIGNS}])[\\ufe0e\\ufe0f]`,
  '(?<=[\\p{ExtPict}\\p{EMod}]|\\p{ExtPict}\\ufe0f)\\u200d(?=\\p{ExtPict})',
  // Variants of ideographs and of mathematical signs. Registered ideographic variants end below U+E0120.
  '(?<=[\\p{sc=Han}\\p{Sm}])[\\ufe00-\\ufe02]',
  '(?<=\\p{sc=Han})[\\u{e0100}-\\u{e011f}]',
  // The other bases of StandardizedVariants.txt (Unicode 16): zeros, script capitals, East Asian punctuation, letters.
  '(?<=[0\\uff10\\u{1d49c}-\\u{1d4b5}\\u210b\\u2110\\u2112\\u211b\\u212c\\u2130\\u2131\\u2133])[\\ufe00\\ufe01]',
  '(?<=[\\u2018\\u2019\\u201c\\u201d\\u3001\\u3002\\uff01\\uff0c\\uff0e\\uff1a\\uff1b\\uff1f])[\\ufe00\\ufe01]',
  '(?<=[\\p{sc=Mymr}\\p{sc=Phag}\\p{sc=Mani}])\\ufe00',
  '(?<=\\p{sc=Egyp})[\\ufe00-\\ufe06]',
  // Joiners, word breaks without spaces, and the letters that some scripts keep invisible.
  `(?<=(?!\\p{DI})[${scripts(JOINING)}])[\\u200c\\u200d]`,
  // Typed twice, as happens; and where the points of a Hebrew letter stand.
  `(?<=(?!\\p{DI})[${scripts(JOINING)}]\\u200c)\\u200c`,
  '(?<=[\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7])[\\u200c\\u200d](?=[\\u0591-\\u05ea])',
  // An ending of such a script behind a foreign word, a number or a bracket: the plural of PDF in Persian.
  `(?<=(?!\\p{DI})[\\p{L}\\p{N}\\p{P}])\\u200c(?=(?!\\p{DI})[${scripts(JOINING)}])`,
  `(?<=(?!\\p{DI})[${scripts(SPACELESS)}])\\u200b|\\u200b(?=(?!\\p{DI})[${scripts(SPACELESS)}])`,
  '(?<=(?!\\p{DI})\\p{sc=Mongolian})[\\u180b-\\u180f]',
  '(?<=[\\u1780-\\u17b3])[\\u17b4\\u17b5]',
  '(?<=[\\u1100-\\u115e])\\u1160|\\u115f(?=[\\u1161-\\u11a7])',
  // A place to break a word, and the joiner that keeps stacked marks in order.
  '(?<=(?!\\p{DI})[\\p{L}\\p{M}])\\u00ad(?=(?!\\p{DI})\\p{L})',
  '(?<=(?!\\p{DI})\\p{M})\\u034f|(?<!\\p{DI})\\u034f(?=(?!\\p{DI})\\p{M})',
].join('|');

const DIRECTION = '[\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]';
/** Asked first: most characters of most texts are none of them, and looking at what stands before each takes a while. */
const CANDIDATE = '[\\p{DI}\\ufff9-\\ufffb\\u{1f3f4}]';
const EVERY = `(?=${CANDIDATE})(?:(${AT_HOME})|(${DIRECTION})|[\\p{DI}\\ufff9-\\ufffb])`;
let compiled: RegExp | undefined;
/** Compiled when the first text needs it: most never do, and the tables of so many scripts take a while. */
const every = () => {
  compiled ??= new RegExp(EVERY, 'gu');
  return compiled;
};

/**
 * The first character of a text that is invisible and not at home there: tag characters, variation selectors that
 * select nothing, zero-width characters between letters that do not join, direction overrides.
 */
export function misplacedInvisible(text: string): string | undefined {
  if (!INVISIBLE.test(text)) return undefined;
  const plain = directionIsPlain(text);
  for (const [found, home, direction] of text.matchAll(every()))
    if (!belongs(home, direction, plain)) return found;
  return undefined;
}

/** The text without them; what is at home stays, so names, Persian, Hindi and emoji come out as they went in. */
export function withoutMisplacedInvisible(text: string): string {
  if (!INVISIBLE.test(text)) return text;
  const kept = text.replace(every(), (found, home, direction) =>
    belongs(home, direction, true) ? found : '',
  );
  return directionIsPlain(kept) ? kept : kept.replace(new RegExp(DIRECTION, 'gu'), '');
}

const belongs = (home?: string, direction?: string, directionPlain?: boolean): boolean =>
  home !== undefined || (direction !== undefined && directionPlain === true);
