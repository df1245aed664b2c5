import { row } from '../report.js';

/** TW11xx: the shape of tools.yaml: keys, types, names. */
export const structure = {
  TW1101: row<{
    owner: string;
    key: string;
    nearest: string | undefined;
    known: readonly string[];
  }>({
    severity: 'error',
    title: 'An unknown key',
    message: ({ owner, key }) => `${owner} has an unknown key \`${key}\``,
    why: 'A key that is not known would be ignored, and what it asks for would not be enforced.',
    help: ({ nearest, known }) =>
      nearest
        ? `did you mean \`${nearest}\`?`
        : `remove it; the keys are ${known.map((each) => `\`${each}\``).join(', ')}`,
  }),
  TW1102: row<{ owner: string; key: string; doc: string; example: string | undefined }>({
    severity: 'error',
    title: 'A key that is missing',
    message: ({ owner, key }) => `${owner} has no \`${key}\``,
    why: 'It has no safe default, so it must be written.',
    help: ({ key, doc, example }) =>
      example === undefined ? `add \`${key}:\` (${doc})` : `add \`${key}: ${example}\` (${doc})`,
  }),
  TW1103: row<{ owner: string; expected: string; got: string; hint: string | undefined }>({
    severity: 'error',
    title: 'A value of the wrong kind',
    message: ({ owner, expected, got }) => `${owner} is ${got}; expected ${expected}`,
    why: 'A value of another kind has no meaning here.',
    help: ({ expected, hint }) => hint ?? `write ${expected}`,
  }),
  TW1104: row<{ what: string; name: string; rule: string; nearest: string | undefined }>({
    severity: 'error',
    title: 'A name that is not allowed',
    message: ({ what, name }) => `\`${name}\` cannot be ${what}`,
    why: 'Names become identifiers in generated code and go to every model provider.',
    help: ({ rule, nearest }) => `a name ${rule}${nearest ? `: \`${nearest}\`` : ''}`,
  }),
  TW1105: row<{
    owner: string;
    value: string;
    allowed: readonly string[];
    nearest: string | undefined;
  }>({
    severity: 'error',
    title: 'A value that is none of those allowed',
    message: ({ owner, value }) => `${owner} cannot be ${value}`,
    why: 'Each of the allowed values has a meaning; another one has none.',
    help: ({ allowed, nearest }) =>
      nearest
        ? `did you mean \`${nearest}\`?`
        : `write ${allowed.map((each) => `\`${each}\``).join(' or ')}`,
  }),
  TW1106: row<{ owner: string; value: string; most: string }>({
    severity: 'error',
    title: 'A value that is no duration',
    message: ({ owner, value, most }) =>
      `${owner} cannot be ${value}: it is no duration from 1ms to ${most}`,
    why: 'A number without a unit is read as seconds by one person and milliseconds by another.',
    help: () => 'write a whole number and a unit: 200ms, 10s, 5m, 24h, 7d',
  }),
  TW1107: row<{ owner: string; value: string; most: string }>({
    severity: 'error',
    title: 'A value that is no size',
    message: ({ owner, value, most }) =>
      `${owner} cannot be ${value}: it is no size from 1B to ${most}`,
    why: 'A size has a unit; 1 kB is 1000 bytes of UTF-8.',
    help: () => 'write a whole number and a unit: 500B, 32kB, 1MB',
  }),
  TW1108: row<{ owner: string; value: number; least: number; most: number }>({
    severity: 'error',
    title: 'A number out of range',
    message: ({ owner, value }) => `${owner} cannot be ${value}`,
    why: 'Outside of its range the number has no meaning here.',
    help: ({ least, most }) => `write a whole number from ${least} to ${most}`,
  }),
  TW1109: row<{ owner: string; what: string }>({
    severity: 'error',
    title: 'A value that is empty',
    message: ({ owner, what }) => `${owner} is an empty ${what}`,
    why: 'Nothing is said here: either something is missing or the key is not needed.',
    help: () => 'fill it in, or remove the key where it is optional',
  }),
  TW1110: row<{ owner: string; keys: readonly string[] }>({
    severity: 'error',
    title: 'A step that is not exactly one thing',
    message: ({ owner }) => `${owner} must have exactly one key`,
    why: 'Steps run one after another, so each does one thing.',
    help: ({ keys }) => `write one of ${keys.map((each) => `\`${each}\``).join(', ')} in each step`,
  }),
  TW1111: row<{ owner: string; most: number }>({
    severity: 'error',
    title: 'A text that is too long',
    message: ({ owner, most }) => `${owner} has more than ${most} characters`,
    why: 'Every text here is read by a person or sent to a model with every request.',
    help: () => 'say it shorter',
  }),
};
