import { test } from 'vitest';
import { checkSteps, transformSteps } from '../../codegen/sanitize/steps.js';
import { step } from '../../codegen/spec/chain.js';
import { root } from '../../codegen/spec/root.js';
import type { Key, RecordSpec, Spec } from '../../codegen/spec/spec.js';
import { callerFields } from '../../src/rules/cel/caller.js';
import { code, holds, table } from './page.js';

/** docs/tools-yaml.md says what the compiler takes. UPDATE=1 writes its tables anew. */

/** The record that stands at a place of the language, through maps, lists and alternatives. */
function at(spec: Spec, ...path: readonly string[]): RecordSpec {
  const record = recordIn(spec);
  const [key, ...rest] = path;
  if (key === undefined) return record;
  const found = record.keys[key];
  if (!found) throw new Error(`no key ${key}`);
  return at(found.spec, ...rest);
}

function recordIn(spec: Spec): RecordSpec {
  const found = spec.kind === 'either' ? spec.of.find((each) => each.kind === 'record') : spec;
  if (found?.kind === 'names' || found?.kind === 'list') return recordIn(found.of);
  if (found?.kind !== 'record') throw new Error(`no record but ${found?.kind}`);
  return found;
}

function takes(spec: Spec): string {
  switch (spec.kind) {
    case 'text':
      return spec.what;
    case 'flag':
      return 'true or false';
    case 'integer':
      return `a whole number from ${spec.least}${spec.most < 1e9 ? ` to ${spec.most}` : ''}`;
    case 'choice':
      return spec.values.map((value) => code(String(value))).join(', ');
    case 'list':
      return `a list: ${takes(spec.of)}`;
    case 'names':
      return `a map of names: ${takes(spec.of)}`;
    case 'either':
      return spec.of.map(takes).join(', or ');
    case 'schema':
      return 'a JSON Schema';
    case 'data':
      return 'any map';
    case 'record':
      return 'a map';
    default:
      return `a ${spec.kind}`;
  }
}

const example = ({ examples, spec }: Key): string => {
  const [first] = examples ?? [];
  return first === undefined || spec.kind === 'flag' ? '' : code(inYaml(first));
};

/** In one line, as a person writes YAML. */
function inYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inYaml).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, member]) => `${key}: ${inYaml(member)}`)
    .join(', ')} }`;
}

const keys = ({ keys: all }: RecordSpec): string =>
  table(
    ['key', 'takes', 'example', 'about'],
    Object.entries(all).map(([key, entry]) =>
      [
        `${code(key)}${entry.required ? ', required' : ''}`,
        takes(entry.spec),
        example(entry),
        entry.doc,
      ].map((cell) => cell.replaceAll('|', '\\|')),
    ),
  );

const stepNames = [
  ['strip_control', 'drops control characters; keeps tabs and line breaks'],
  ['trim', 'drops white space at both ends'],
  ['single_line', 'makes every run of line breaks and tabs one space'],
  ['collapse_spaces', 'makes every run of spaces one space'],
  ['lower_case', "Unicode's lower case, the same in every locale"],
  ['nfc', "Unicode's composed form: what looks the same compares the same"],
  ['email', 'one plain e-mail address'],
  ['identifier', 'letters, digits and `_`, not starting with a digit, at most 63'],
  ['html', 'text that stays text in the body of an HTML page'],
] as const;

const callerTypes = Object.entries(callerFields).map(([name, type]) => [
  code(name),
  code(type),
  name === 'tenant' ? 'no' : 'yes',
]);

const tool = (...path: readonly string[]) => keys(at(root, 'tools', ...path));
const level = (...path: readonly string[]) => keys(at(root, 'permissions', ...path));

const sections: Readonly<Record<string, string>> = {
  file: keys(root),
  defaults: keys(at(root, 'defaults')),
  level: level(),
  approval: level('approval'),
  by: level('approval', 'by'),
  grants: level('approval', 'grants'),
  caller: table(['field', 'type', 'always there'], callerTypes),
  'rate limit': keys(at(root, 'rate_limits')),
  steps: table(
    ['step', 'kind', 'about'],
    [...transformSteps, ...checkSteps].map((name) => [
      code(name),
      transformSteps.has(name) ? 'transform' : 'check',
      stepNames.find(([known]) => known === name)?.[1] ?? `no words for ${name}`,
    ]),
  ),
  rules: keys(at(step)),
  path: keys(at(step, 'path')),
  url: keys(at(step, 'url')),
  tool: tool(),
  use: tool('rate_limit'),
  retry: tool('retry'),
  'idempotency key': tool('idempotency_key'),
  error: tool('errors'),
};

test('the page says what the compiler takes', () => {
  holds('tools-yaml.md', sections);
});
