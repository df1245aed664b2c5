import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkStructure } from '../../../codegen/check/structure.js';
import { read } from '../../../codegen/read/index.js';
import { Report } from '../../../codegen/report.js';

const load = () => ({ error: 'no such file' });
function check(text: string): Report {
  const { root, diagnostics } = read({ file: 'tools.yaml', text, load });
  expect(diagnostics).toEqual([]);
  const report = new Report();
  if (root) checkStructure(root, report);
  return report;
}

const head = 'version: 1\nname: desk\npermissions: { all: { public: true } }\n';
const file = (tool: string, more = '') =>
  `${head}${more}tools:\n  a: { description: Does it, effect: read, permission: all${tool && `, ${tool}`} }\n`;
const messages = (text: string) =>
  check(text).diagnostics.map((each) => `${each.code} ${each.message} (${each.help})`);

test('the file of this repository has nothing wrong', () => {
  expect(check(readFileSync('tools.yaml', 'utf8')).diagnostics).toEqual([]);
});

test('everything a tool may say', () => {
  const tool = [
    'deprecated: Use b',
    'allow: "true"',
    'forbid: ["false", "false"]',
    'approval: { when: "true", expires: 7d, by: { roles: [x], scopes: [y] }, distinct: true, grants: { for: 5m, max: 3, when: "true" } }',
    'rate_limit: [r, { use: s, cost: 2 }]',
    'timeout: 200ms',
    'retry: { attempts: 3, backoff: 1s }',
    'max_result: 1MB',
    'idempotent: true',
    'idempotency_key: { key: args.k, ttl: 24h }',
    'exclusive: args.k',
    'concurrency: 4',
    'bind: { some-name: caller.id }',
    'errors: { gone: It is gone., late: { message: Too late., retry: later } }',
    'parameters: { type: object }',
    'result: { type: string }',
    'examples: [{ k: 1 }, {}]',
  ].join(', ');
  const more = [
    'defaults: { timeout: 1s, max_result: 500B, sanitize: [x, { path: { root: r } }] }',
    'rate_limits: { r: { limit: 1, per: 1d, by: args.k, burst: 2, cost: 1, on_outage: local_share } }',
    'sanitizers: { x: [trim, { invisible: flag }, { patterns: [a] }, { url: { schemes: [https], hosts: [h], ports: [443], private_addresses: allow } }, { flag: y }, { reject: ["<x"] }, { invisible: strip }] }',
    'schemas: { E: { type: string }, F: true }',
    '',
  ].join('\n');
  expect(messages(file(tool, more))).toEqual([]);
});

describe('one thing wrong', () => {
  test.each([
    [
      'ratelimit: []',
      'TW1101 tool `a` has an unknown key `ratelimit` (did you mean `rate_limit`?)',
    ],
    [
      'rateLimit: []',
      'TW1101 tool `a` has an unknown key `rateLimit` (did you mean `rate_limit`?)',
    ],
    ['params: {}', 'TW1101 tool `a` has an unknown key `params` (did you mean `parameters`?)'],
    [
      'outputSchema: {}',
      'TW1101 tool `a` has an unknown key `outputSchema` (did you mean `result`?)',
    ],
    ['toString: 1', 'TW1101 tool `a` has an unknown key `toString`'],
    ['retry: { attempts: 2 }', 'TW1102 `retry` of tool `a` has no `backoff` (add `backoff: 200ms`'],
    ['timeout: 10', 'TW1106 `timeout` of tool `a` cannot be the number `10`'],
    ['timeout: 10 s', 'TW1106 `timeout` of tool `a` cannot be the text `10 s`'],
    ['timeout: 0s', 'TW1106'],
    [
      'timeout: 2d',
      'TW1106 `timeout` of tool `a` cannot be the text `2d`: it is no duration from 1ms to 1d',
    ],
    ['timeout: {}', 'TW1106 `timeout` of tool `a` cannot be a map'],
    ['max_result: 32KB', 'TW1107'],
    ['max_result: 32000', 'TW1107'],
    [
      'idempotent: yes',
      'TW1103 `idempotent` of tool `a` is the text `yes`; expected true or false (in YAML 1.2',
    ],
    [
      'rate_limit: reads',
      'TW1103 `rate_limit` of tool `a` is the text `reads`; expected a list (write a list: [reads])',
    ],
    [
      'deprecated: true',
      "TW1103 `deprecated` of tool `a` is the boolean `true`; expected a text (quote it: 'true')",
    ],
    ['errors:', 'TW1103 `errors` of tool `a` is empty; expected a map'],
    [
      'rate_limit: [[]]',
      'TW1103 `rate_limit[0]` of tool `a` is a list; expected the name of a rate limit or a map',
    ],
    ['rate_limit: []', 'TW1109 `rate_limit` of tool `a` is an empty list'],
    ['exclusive: " "', 'TW1109 `exclusive` of tool `a` is an empty text'],
    [
      'concurrency: 0',
      'TW1108 `concurrency` of tool `a` cannot be 0 (write a whole number from 1 to 10000)',
    ],
    ['concurrency: 1.5', 'TW1108'],
    [
      'errors: { not-found: x }',
      'TW1104 `not-found` cannot be a name in `errors` of tool `a` (a name has',
    ],
    [
      'errors: { a: { message: x, retry: fix } }',
      'TW1105 `errors.a.retry` of tool `a` cannot be the text `fix`',
    ],
    [
      'rate_limit: [{ use: Get Weather }]',
      'TW1104 `Get Weather` cannot be the name of a rate limit (a name',
    ],
    ['examples: [1]', 'TW1103 `examples[0]` of tool `a` is the number `1`; expected a map'],
    [`deprecated: ${'x'.repeat(4001)}`, 'TW1111'],
  ])('%s', (tool, expected) => {
    const [found, ...more] = messages(file(tool));
    expect(found).toContain(expected);
    expect(more).toEqual([]);
  });

  test.each([
    ['version: 2', 'TW1105 `version` cannot be the number `2` (write `1`)'],
    ['version: "1"', 'TW1105 `version` cannot be the text `1` (write `1`)'],
  ])('%s', (version, expected) => {
    expect(messages(file('').replace('version: 1', version))).toEqual([expected]);
  });

  test('a name that no provider takes', () => {
    const [found] = messages(file('').replace('  a:', '  get-weather:'));
    expect(found).toMatch(/^TW1104 `get-weather` cannot be a name in `tools`.*: `get_weather`\)$/);
  });
  test('a step that is two things', () => {
    const more = 'sanitizers: { x: [{ flag: y, reject: y }, {}] }\n';
    expect(messages(file('', more)).map((each) => each.slice(0, 45))).toEqual([
      'TW1110 `[0]` of sanitizer `x` must have exact',
      'TW1110 `[1]` of sanitizer `x` must have exact',
    ]);
  });
  test('nothing but a map', () => {
    expect(messages('{}').map((each) => each.slice(0, 30))).toEqual([
      'TW1102 the file has no `versio',
      'TW1102 the file has no `name` ',
      'TW1102 the file has no `permis',
      'TW1102 the file has no `tools`',
    ]);
  });
  test('no tools at all', () => {
    expect(messages(`${head}tools: {}\n`)[0]).toContain('TW1109 `tools` is an empty map');
  });
});

test('all problems of a file at once, each at its place', () => {
  const text = `${head}tools:\n  a:\n    effect: reed\n    permission: all\n    timeout: 5\n    paramters: {}\n`;
  expect(check(text).diagnostics.map(({ code, place }) => [code, place?.line])).toEqual([
    ['TW1105', 6],
    ['TW1106', 8],
    ['TW1101', 9],
    ['TW1102', 5],
  ]);
});
