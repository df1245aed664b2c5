import { row } from '../report.js';

const cel = 'Conditions are CEL, checked against the parameters of the tool before anything runs.';
const failing =
  'A condition that cannot be evaluated denies the call, so a mistake here would lock the tool.';

/** TW306x and TW307x: conditions. */
export const meaningCondition = {
  TW3060: row<{ summary: string }>({
    severity: 'error',
    title: 'An expression that is no CEL',
    message: ({ summary }) => `this is no CEL expression: ${summary}`,
    why: cel,
    help: () =>
      'correct it; quote the whole expression in single quotes where YAML reads it otherwise',
  }),
  TW3061: row<{ summary: string }>({
    severity: 'error',
    title: 'An expression whose types do not fit',
    message: ({ summary }) => `the types do not fit: ${summary}`,
    why: cel,
    help: () => 'compare what is of one type; int(), double() and string() convert',
  }),
  TW3062: row<{ called: string }>({
    severity: 'error',
    title: 'A function that conditions may not call',
    message: ({ called }) => `\`${called}\` may not be called in a condition`,
    why: 'Regular expressions of JavaScript can take very long on a text that a model sends.',
    help: () =>
      "write the pattern into the parameter's schema, or use startsWith, endsWith, contains or ==",
  }),
  TW3063: row<{ name: string; nearest: string | undefined }>({
    severity: 'error',
    title: 'A field that is not declared',
    message: ({ name }) => `there is no field \`${name}\` here`,
    why: cel,
    help: ({ nearest }) =>
      nearest ? `did you mean \`${nearest}\`?` : 'declare it in `parameters`, or correct the name',
  }),
  TW3064: row<{ name: string; nearest: string | undefined; known: readonly string[] }>({
    severity: 'error',
    title: 'A name that means nothing in an expression',
    message: ({ name }) => `\`${name}\` is not known here`,
    why: "An expression sees its tool's arguments and the caller, and nothing else of the world.",
    help: ({ nearest, known }) =>
      nearest
        ? `did you mean \`${nearest}\`?`
        : `only ${known.map((each) => `\`${each}\``).join(' and ')} can be looked at; quote a text: "…"`,
  }),
  TW3065: row<{ field: string }>({
    severity: 'error',
    title: 'An optional field that may be absent',
    message: ({ field }) => `\`${field}\` may be absent here`,
    why: failing,
    help: ({ field }) => `write has(${field}) && …, give it a default, or make it required`,
  }),
  TW3066: row<Record<string, never>>({
    severity: 'error',
    title: 'A caller who may be nobody',
    message: () => 'nobody may be signed in here: then there is no `caller`',
    why: failing,
    help: () => 'write caller != null && …, or ask for authenticated: true in the level',
  }),
  TW3067: row<{ owner: string }>({
    severity: 'error',
    title: 'Arguments where only the caller may be looked at',
    message: ({ owner }) => `\`args\` may not be looked at in ${owner}`,
    why: "Bound parameters and the keys of limits are the service's own: a model must not choose them.",
    help: () => 'use what the caller is: caller.id, caller.tenant, caller.attributes',
  }),
  TW3068: row<Record<string, never>>({
    severity: 'error',
    title: '`args` as a whole',
    message: () => '`args` can only be looked at field by field',
    why: 'A condition says what it depends on, so that its types can be checked.',
    help: () => 'write args.field, or args["field"]',
  }),
  TW3069: row<{ name: string }>({
    severity: 'error',
    title: 'A variable that hides the arguments or the caller',
    message: ({ name }) => `a variable may not be called \`${name}\``,
    why: 'A reader would take it for what every condition means by that name.',
    help: () => 'give it another name',
  }),
  TW3070: row<{ type: string }>({
    severity: 'error',
    title: 'A condition that is not true or false',
    message: ({ type }) => `a condition must be bool, and this is ${type}`,
    why: 'Nothing else says whether a call may run.',
    help: ({ type }) =>
      type === 'dyn'
        ? 'its type is known only when it runs: compare it, as in … == true'
        : 'compare it with something',
  }),
  TW3071: row<{ owner: string; type: string }>({
    severity: 'error',
    title: 'A key that is neither text nor a whole number',
    message: ({ owner, type }) => `${owner} must be a string or an int, and this is ${type}`,
    why: 'Two keys are the same only if their texts are.',
    help: () => 'name one field, or write string(…)',
  }),
  TW3072: row<{ name: string; type: string; wanted: string }>({
    severity: 'error',
    title: 'A bound value of another type than its parameter',
    message: ({ name, type, wanted }) => `parameter \`${name}\` is ${wanted}, and this is ${type}`,
    why: 'A bound value that does not match its schema denies every call.',
    help: () => 'correct the expression, or the schema of the parameter',
  }),
  TW3073: row<{ summary: string; example: number }>({
    severity: 'error',
    title: 'A condition that fails on an example',
    message: ({ summary, example }) =>
      `this cannot be evaluated on examples[${example}]: ${summary}`,
    why: failing,
    help: () => 'correct the condition so that it holds or does not hold for every valid argument',
  }),
  TW3074: row<{ tool: string }>({
    severity: 'warning',
    title: 'A condition that was tried on nothing',
    message: ({ tool }) =>
      `a condition on the arguments of tool \`${tool}\` was tried on no example`,
    why: 'Conditions are evaluated on every example when the file is compiled; here there is none.',
    help: () => 'add `examples:` to the tool',
  }),
  TW3075: row<{ path: string; problem: string }>({
    severity: 'error',
    title: 'An example that the parameters refuse',
    message: ({ path, problem }) =>
      path === ''
        ? `this example is wrong: it ${problem}`
        : `this example is wrong: ${path} ${problem}`,
    why: 'Examples are shown to models and to people, as calls that work.',
    help: () => 'correct the example or the schema; bound parameters are left out of examples',
  }),
  TW3076: row<{
    value: string;
    field: string;
    isItem: boolean;
    known: readonly string[];
    nearest: string | undefined;
  }>({
    severity: 'error',
    title: 'A comparison with a text that a field can never be',
    message: ({ value, field, isItem }) =>
      `\`${field}\` ${isItem ? 'never holds' : 'is never'} ${JSON.stringify(value)}`,
    why: 'The schema lists its values: what hangs on this one would never be permitted, or never forbidden.',
    help: ({ nearest, known }) =>
      nearest ? `did you mean \`${nearest}\`?` : `it is one of ${listed(known)}`,
  }),
  TW3077: row<{ field: string }>({
    severity: 'error',
    title: 'A field that may be null, used as if it were not',
    message: ({ field }) => `\`${field}\` may be null here`,
    why: failing,
    help: ({ field }) =>
      `test it first, as in ${field} != null && … or ${field} != null ? … : …, or take null out of its schema`,
  }),
};

const MOST_LISTED = 8;
const listed = (known: readonly string[]): string =>
  known.length > MOST_LISTED
    ? `${known.slice(0, MOST_LISTED).join(', ')}, …`
    : known.join(', ') || 'no text at all';
