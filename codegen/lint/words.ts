const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
/** Words that tell no tool from another. */
const EMPTY = new Set(
  'a an the of for to in on by from with and or is are be this that these those it its their'.split(
    ' ',
  ),
);

/** Every word of a text, in any script, in lower case. */
export const wordsOf = (text: string): readonly string[] =>
  [...segmenter.segment(text.toLowerCase())]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);

/** getUser_name → get, user, name. */
export const nameWords = (name: string): readonly string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** Words that say something, each in a form that singular and plural share. */
export const meaningful = (words: readonly string[]): ReadonlySet<string> =>
  new Set(words.filter((word) => !EMPTY.has(word)).map((word) => word.replace(/(?<=..)s$/, '')));
