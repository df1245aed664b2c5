import { describe, expect, test } from 'vitest';
import { Sanitizers } from '../../../codegen/sanitize/chain.js';
import { checkSteps, invisibleSteps, transformSteps } from '../../../codegen/sanitize/steps.js';
import type { SourceNode } from '../../../codegen/source.js';
import type { JsonObject } from '../../../src/json.js';
import { path } from '../../../src/rules/path.js';
import { patterns } from '../../../src/rules/regex.js';
import { url } from '../../../src/rules/url.js';
import { checks } from '../../../src/sanitize/checks.js';
import { transforms } from '../../../src/sanitize/transforms.js';

const named: JsonObject = {
  safe_text: ['strip_control', { invisible: 'reject' }],
  dangerous_patterns: [{ patterns: ['rm\\s+-rf', '<script>'] }],
  search_term: ['safe_text', 'trim', 'single_line', { flag: 'dangerous_patterns' }],
  report_path: [{ path: { root: 'reports' } }],
  mixed: ['trim', { patterns: ['x'] }],
  late_trim: ['email', 'trim'],
  a: ['b'],
  b: ['c', 'trim'],
  c: ['a'],
};
/** What a file with these sanitizers makes of chains; their places do not matter here. */
const sanitizersOf = (json: JsonObject) =>
  new Sanitizers({ json, entries: () => [] } as unknown as SourceNode);
const compile = (value: Parameters<Sanitizers['compile']>[0], name?: string) =>
  sanitizersOf(named).compile(value, name);
const invisible = { kind: 'check', name: 'invisible' };
const regex = (name: string, list: string[], effect: string) => ({
  kind: 'rule',
  leaf: 'regex',
  make: 'patterns',
  options: { name, patterns: list, effect },
});
const dangerous = ['rm\\s+-rf', '<script>'];

describe('chains', () => {
  test.each<[string, Parameters<typeof compile>[0], unknown, unknown]>([
    ['a name', 'safe_text', ['strip_control'], [invisible]],
    ['a list', ['safe_text', 'trim'], ['strip_control', 'trim'], [invisible]],
    ['one step', { invisible: 'strip' }, ['strip_invisible'], []],
    ['nothing', [], [], []],
    [
      'checks stand after transforms',
      ['email', 'trim'],
      ['trim'],
      [{ kind: 'check', name: 'email' }],
    ],
    [
      'inlined chains, too',
      ['late_trim', 'lower_case'],
      ['trim', 'lower_case'],
      [{ kind: 'check', name: 'email' }],
    ],
    [
      'the same check once',
      ['safe_text', 'safe_text'],
      ['strip_control', 'strip_control'],
      [invisible],
    ],
    ['a flag only marks', { invisible: 'flag' }, [], [{ kind: 'check', name: 'invisible_flag' }]],
    [
      'a pattern list by name, through a name',
      'search_term',
      ['strip_control', 'trim', 'single_line'],
      [invisible, regex('dangerous_patterns', dangerous, 'flag')],
    ],
    [
      'rejected by name',
      { reject: 'dangerous_patterns' },
      [],
      [regex('dangerous_patterns', dangerous, 'reject')],
    ],
    ['rejected in place', { reject: ['x'] }, [], [regex('patterns', ['x'], 'reject')]],
    [
      'a pattern list flags by default',
      'dangerous_patterns',
      [],
      [regex('dangerous_patterns', dangerous, 'flag')],
    ],
    [
      'a path',
      'report_path',
      [],
      [{ kind: 'rule', leaf: 'path', make: 'path', options: { root: 'reports' } }],
    ],
    [
      'a url',
      {
        url: {
          schemes: ['https'],
          hosts: ['*.example.com'],
          private_addresses: 'deny',
          ports: [443],
        },
      },
      [],
      [
        {
          kind: 'rule',
          leaf: 'url',
          make: 'url',
          options: {
            schemes: ['https'],
            hosts: ['*.example.com'],
            private_addresses: 'deny',
            ports: [443],
          },
        },
      ],
    ],
  ])('%s', (_, value, transform, check) => {
    expect(compile(value)).toEqual({ chain: { transforms: transform, checks: check }, faults: [] });
  });

  test('patterns of a sanitizer carry its name', () => {
    expect(compile([{ patterns: ['x'] }], 'mine').chain.checks).toEqual([
      regex('mine', ['x'], 'flag'),
    ]);
  });
});

describe('faults, and where', () => {
  test.each<[string, Parameters<typeof compile>[0], unknown]>([
    ['an unknown name', ['trim', 'trimm'], { kind: 'unknown', name: 'trimm', path: [1] }],
    ['an unknown step', [{ regexp: 'x' }], { kind: 'unknown', name: 'regexp', path: [0] }],
    [
      'a name of objects in JavaScript',
      ['constructor'],
      { kind: 'unknown', name: 'constructor', path: [0] },
    ],
    ['no step', [3], { kind: 'shape', path: [0] }],
    ['a step that takes no options', [{ trim: true }], { kind: 'shape', path: [0] }],
    ['a sanitizer that takes none', [{ mixed: true }], { kind: 'shape', path: [0] }],
    ['two steps in one', [{ path: { root: 'x' }, flag: ['x'] }], { kind: 'shape', path: [0] }],
    ['a list in a list', [['trim']], { kind: 'shape', path: [0] }],
    ['invisible, how', [{ invisible: 'drop' }], { kind: 'options', path: [0, 'invisible'] }],
    ['a path without a root', [{ path: {} }], { kind: 'options', path: [0, 'path'] }],
    ['an absolute root', [{ path: { root: '/etc' } }], { kind: 'options', path: [0, 'path'] }],
    [
      'a root that leaves',
      [{ path: { root: 'a/../../b' } }],
      { kind: 'options', path: [0, 'path'] },
    ],
    ['an unknown option', [{ url: { host: ['x'] } }], { kind: 'options', path: [0, 'url'] }],
    [
      'a host with a scheme',
      [{ url: { hosts: ['https://x'] } }],
      { kind: 'options', path: [0, 'url'] },
    ],
    ['no hosts', [{ url: { hosts: [] } }], { kind: 'options', path: [0, 'url'] }],
    [
      'an unknown pattern list',
      [{ flag: 'nope' }],
      { kind: 'unknown', name: 'nope', path: [0, 'flag'] },
    ],
    [
      'more than patterns',
      [{ flag: 'mixed' }],
      { kind: 'no_patterns', name: 'mixed', path: [0, 'flag'] },
    ],
    ['no patterns', [{ reject: [] }], { kind: 'options', path: [0, 'reject'] }],
    ['a cycle', ['trim', 'a'], { kind: 'cycle', names: ['a', 'b', 'c', 'a'], path: [1] }],
  ])('%s', (_, value, fault) => {
    const { faults } = compile(value);
    expect(faults).toEqual([expect.objectContaining(fault)]);
  });

  test('what is wrong inside a named sanitizer is not said again where it is used', () => {
    const sanitizers = sanitizersOf({ broken: ['nope'], user: ['broken', 'trim'] });
    expect(sanitizers.compile('user').faults).toEqual([]);
    expect(sanitizers.compile(['nope'], 'broken').faults).toHaveLength(1);
  });
});

describe('the steps are what the runtime knows', () => {
  const steps = Object.values(invisibleSteps);
  const invisibleTransforms = steps.flatMap((step) =>
    'transform' in step ? [step.transform] : [],
  );
  const invisibleChecks = steps.flatMap((step) =>
    'check' in step && step.check.kind === 'check' ? [step.check.name] : [],
  );
  test('transforms', () => {
    expect([...transformSteps, ...invisibleTransforms].sort()).toEqual(
      Object.keys(transforms).sort(),
    );
  });
  test('checks', () => {
    expect([...checkSteps, ...invisibleChecks].sort()).toEqual(Object.keys(checks).sort());
  });
  test('leaves take the options as they are', () => {
    const made = [
      path({ root: 'reports' }),
      url({ schemes: ['https'], hosts: ['x.example'], ports: [443], private_addresses: 'deny' }),
      patterns({ name: 'mine', patterns: ['x'], effect: 'flag' }),
    ];
    expect(made.map(({ name }) => name)).toEqual(['path', 'url', 'mine']);
  });
});
