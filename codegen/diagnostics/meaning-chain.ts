import { row } from '../report.js';

/** TW304x: sanitizers and their steps. */
export const meaningChain = {
  TW3040: row<{ names: readonly string[] }>({
    severity: 'error',
    title: 'Sanitizers that name each other in a circle',
    message: ({ names }) => `sanitizers go in a circle: ${names.join(' → ')}`,
    why: 'A sanitizer that is named by another becomes a part of it; this one would have no end.',
    help: () => 'take one of the names out',
  }),
  TW3041: row<Record<string, never>>({
    severity: 'error',
    title: 'A step of a sanitizer that is no step',
    message: () => 'this is no step of a sanitizer',
    why: 'A step is a name, or a map with one key.',
    help: () => 'write one step an item, as in [strip_control, trim, { invisible: reject }]',
  }),
  TW3042: row<{ step: string; form: string }>({
    severity: 'error',
    title: 'A step with options it does not take',
    message: ({ step }) => `\`${step}\` does not take this`,
    why: 'A rule that cannot be read would protect nothing.',
    help: ({ form }) => `write ${form}`,
  }),
  TW3043: row<{ name: string }>({
    severity: 'error',
    title: 'A sanitizer that is no list of patterns',
    message: ({ name }) => `sanitizer \`${name}\` does more than look for patterns`,
    why: '`flag` and `reject` say what becomes of a match; other steps have no matches.',
    help: ({ name }) =>
      `name \`${name}\` as a step of its own, or move its patterns to another sanitizer`,
  }),
  TW3044: row<{ pattern: string; problem: string }>({
    severity: 'error',
    title: 'A pattern that does not compile',
    message: ({ pattern, problem }) => `the pattern \`${pattern}\` does not compile: ${problem}`,
    why: 'Patterns run on RE2, in linear time, so that no text stalls them; it has no lookaround or backreferences.',
    help: () => 'correct it; quote it in single quotes, so that YAML leaves backslashes alone',
  }),
  TW3045: row<{ name: string }>({
    severity: 'error',
    title: 'A sanitizer with the name of a step',
    message: ({ name }) => `\`${name}\` is already a step of its own`,
    why: 'A name in a chain means one thing.',
    help: () => 'rename the sanitizer',
  }),
};
