import { finding, type Rule, toolsOf } from '../rule.js';
import { meaningful, nameWords, wordsOf } from '../words.js';

const LEAST_WORDS = 3;

export const thin: Rule = function* (about) {
  for (const [tool, node] of toolsOf(about)) {
    const words = wordsOf(tool.description);
    const name = meaningful(nameWords(tool.name));
    const repeats = [...meaningful(words)].every((word) => name.has(word));
    if (words.length >= LEAST_WORDS && !repeats) continue;
    const place = node.get('description')?.place ?? node.keyPlace;
    yield finding('TW6008', place, { tool: tool.name }, node);
  }
};

/** Words in common, of all words of both. */
const ALIKE = 0.85;

export const alike: Rule = function* (about) {
  const tools = [...toolsOf(about)].map(([tool, node]) => {
    const words = meaningful(wordsOf(tool.description));
    return { name: tool.name, node, words, verb: [...words][0] };
  });
  for (const [at, tool] of tools.entries()) {
    const other = tools.slice(0, at).find((each) => isAlike(tool, each));
    if (!other) continue;
    const place = tool.node.get('description')?.place ?? tool.node.keyPlace;
    const written = other.node.get('description')?.place ?? other.node.keyPlace;
    const related = [{ message: `the description of \`${other.name}\``, place: written }];
    const values = { tool: tool.name, other: other.name };
    yield finding('TW6007', place, values, tool.node, related);
  }
};

interface Described {
  readonly words: ReadonlySet<string>;
  readonly verb: string | undefined;
}

/** Another first word is another verb: `List …` and `Delete …` the same things are told apart. */
function isAlike(a: Described, b: Described): boolean {
  if (a.words.size === 0 || b.words.size === 0 || a.verb !== b.verb) return false;
  const most = Math.max(a.words.size, b.words.size);
  if (Math.min(a.words.size, b.words.size) < ALIKE * most) return false;
  const common = [...a.words].filter((word) => b.words.has(word)).length;
  return common >= ALIKE * (a.words.size + b.words.size - common);
}
