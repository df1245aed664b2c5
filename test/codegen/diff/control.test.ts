import { expect, test } from 'vitest';
import { type RuleId, rules } from '../../../codegen/diff/index.js';
import { diffOf, rulesOf } from './catalog.js';

const base = `
version: 1
name: desk
permissions:
  writers:
    roles: [agent]
    forbid: '"banned" in caller.roles'
    approval: { when: 'args.n > 10', expires: 1h, by: { roles: [boss] }, distinct: true, grants: { for: 1h, max: 3, when: 'args.n > 20' } }
rate_limits:
  few: { limit: 10, per: 1m, by: user, burst: 5, on_outage: deny }
sanitizers:
  bad: [{ patterns: [one, two] }]
tools:
  send:
    description: Send it
    effect: write
    permission: writers
    rate_limit: [{ use: few, cost: 2 }]
    bind: { tenant: caller.tenant }
    idempotency_key: { key: args.id, ttl: 2h }
    exclusive: args.id
    timeout: 5s
    max_result: 2kB
    retry: { attempts: 3, backoff: 100ms }
    idempotent: true
    concurrency: 4
    errors: { gone: It is gone. }
    examples: [{ id: a, n: 1, url: 'https://a.example', file: a.txt }]
    parameters:
      type: object
      properties:
        id: { type: string, maxLength: 9, redact: true }
        n: { type: integer, description: How many }
        url: { type: string, maxLength: 99, sanitize: [trim, { url: { hosts: [a.example] } }] }
        file: { type: string, maxLength: 99, sanitize: [single_line, trim, { path: { root: reports } }] }
        tenant: { type: string, maxLength: 9 }
        note: { type: string, maxLength: 9, sanitize: [{ reject: bad }] }
        map: { type: object, additionalProperties: true, propertyNames: { sanitize: [trim, { url: {} }] } }
      required: [id, n, url, file, tenant]
    result: { type: object, properties: { text: { type: string, untrusted: true } } }
`;

/** One edit, and what is said of it. */
const rows: readonly (readonly [string, string, ...string[]])[] = [
  ['roles: [agent]', 'roles: [agent, bot]', 'permission-widened permission'],
  ['roles: [agent]', 'roles: [bot]', 'permission-changed permission'],
  ['roles: [agent]', 'roles: [agent]\n    scopes: [s]', 'permission-narrowed permission'],
  [
    '    forbid: \'"banned" in caller.roles\'\n',
    '',
    'forbid-removed forbid',
    'permission-widened permission',
  ],
  [
    'roles: [agent]',
    'roles: [agent]\n    shadow: true',
    'approval-removed approval',
    'permission-widened permission',
    'shadow-set permission',
  ],
  ['\n    approval: { when', '\n    # approval: { when', 'approval-removed approval'],
  ['expires: 1h', 'expires: 2h', 'approval-weakened approval'],
  ['expires: 1h', 'expires: 30m', 'control-added approval'],
  ['by: { roles: [boss] }', 'by: { roles: [boss, agent] }', 'approval-weakened approval'],
  ['by: { roles: [boss] }', 'by: { roles: [boss], scopes: [s] }', 'control-added approval'],
  ['distinct: true', 'distinct: false', 'approval-weakened approval'],
  ["when: 'args.n > 10'", "when: 'args.n > 11'", 'approval-weakened approval'],
  ["when: 'args.n > 10'", "when: 'args.n > 9'", 'control-added approval'],
  ['max: 3', 'max: 4', 'approval-weakened approval'],
  ["when: 'args.n > 20'", "when: 'args.n > 19'", 'approval-weakened approval'],
  ['limit: 10', 'limit: 11', 'limit-loosened rate_limit/few'],
  ['limit: 10', 'limit: 9', 'control-added rate_limit/few'],
  ['per: 1m', 'per: 30s', 'limit-loosened rate_limit/few'],
  ['burst: 5', 'burst: 6', 'limit-loosened rate_limit/few'],
  ['by: user,', 'by: tenant,', 'control-added rate_limit/few'],
  ['by: user,', 'by: tool,', 'limit-changed rate_limit/few'],
  ['by: user,', "by: 'caller.id',", 'limit-changed rate_limit/few'],
  [
    'limit: 10, per: 1m, by: user, burst: 5',
    'limit: 20, per: 1m, by: user, burst: 4',
    'limit-changed rate_limit/few',
  ],
  ['cost: 2', 'cost: 1', 'limit-loosened rate_limit/few'],
  ['on_outage: deny', 'on_outage: allow', 'outage-loosened rate_limit/few'],
  ['    rate_limit: [{ use: few, cost: 2 }]\n', '', 'limit-removed rate_limit/few'],
  ['bind: { tenant: caller.tenant }', 'bind: { tenant: caller.id }', 'bind-changed bind/tenant'],
  ['    idempotency_key: { key: args.id, ttl: 2h }\n', '', 'idempotency-removed idempotency_key'],
  ['ttl: 2h', 'ttl: 1h', 'idempotency-removed idempotency_key'],
  ['    exclusive: args.id\n', '', 'exclusive-removed exclusive'],
  ['effect: write', 'effect: destructive', 'effect-raised effect'],
  [
    'errors: { gone: It is gone. }',
    'errors: { gone: It is away. }',
    'error-text-changed errors/gone',
  ],
  ['gone: It', 'away: It', 'error-added errors/away', 'error-removed errors/gone'],
  ['[trim, { url', '[{ url', 'sanitizer-removed parameters/url'],
  ['[single_line, trim,', '[trim, single_line,', 'sanitizer-changed parameters/file'],
  ['hosts: [a.example]', 'hosts: [a.example, b.example]', 'egress-widened parameters/url'],
  ['hosts: [a.example]', "hosts: ['*.example']", 'egress-widened parameters/url'],
  [
    'hosts: [a.example]',
    'hosts: [a.example], private_addresses: allow',
    'egress-widened parameters/url',
  ],
  [
    'sanitize: [trim, { url: {} }]',
    'sanitize: [{ url: {} }]',
    'sanitizer-removed parameters/map/* (name)',
  ],
  ['trim, { path', 'nfc, { path', 'sanitizer-changed parameters/file'],
  ['timeout: 5s', 'timeout: 6s', 'timeout-raised timeout'],
  ['timeout: 5s', 'timeout: 4s', 'timeout-lowered timeout'],
  ['    timeout: 5s\n', '', 'timeout-raised timeout'],
  ['max_result: 2kB', 'max_result: 3kB', 'max-result-changed max_result'],
  ['attempts: 3', 'attempts: 4', 'retry-raised retry'],
  ['attempts: 3', 'attempts: 2', 'retry-lowered retry'],
  ['    retry: { attempts: 3, backoff: 100ms }\n', '', 'retry-lowered retry'],
  ['backoff: 100ms', 'backoff: 1s', 'retry-paced retry'],
  ['concurrency: 4', 'concurrency: 5', 'concurrency-loosened concurrency'],
  ['concurrency: 4', 'concurrency: 3', 'control-added concurrency'],
  ['    concurrency: 4\n', '', 'concurrency-loosened concurrency'],
  [
    '    retry: { attempts: 3, backoff: 100ms }\n    idempotent: true\n',
    '',
    'idempotent-removed idempotent',
    'retry-lowered retry',
  ],
  ['key: args.id,', 'key: args.url,', 'idempotency-changed idempotency_key'],
  ['ttl: 2h', 'ttl: 3h', 'control-added idempotency_key'],
  ['exclusive: args.id', 'exclusive: args.url', 'exclusive-changed exclusive'],
  [
    '  writers:\n',
    '  writers:\n    description: Those who write\n',
    'level-text-changed permission',
  ],
  [
    'tenant: { type: string, maxLength: 9 }',
    'tenant: { type: string, maxLength: 8 }',
    'bound-narrowed parameters/tenant',
  ],
  [
    'tenant: { type: string, maxLength: 9 }',
    'tenant: { type: string, maxLength: 10 }',
    'bound-widened parameters/tenant',
  ],
  [
    'tenant: { type: string, maxLength: 9 }',
    'tenant: { type: string, description: x, maxLength: 9 }',
    'bound-text-changed parameters/tenant',
  ],
  // A bound parameter is there in any case.
  ['file, tenant]', 'file]', 'contract-rewritten'],
  ['[id, n, url', '[n, id, url', 'schema-text-changed parameters'],
  ['roles: [boss]', 'roles: [boss, boss]', 'contract-rewritten'],
  ['few: { limit: 10,', 'few: { cost: 1, limit: 10,', 'unused-changed rate_limits/few'],
  ['name: desk', 'name: shop', 'toolset-renamed name'],
  ['root: reports', 'root: secrets', 'path-root-changed parameters/file'],
  ['{ reject: bad }', '{ flag: bad }', 'sanitizer-weakened parameters/note'],
  ['patterns: [one, two]', 'patterns: [one]', 'sanitizer-weakened parameters/note'],
  [', redact: true', '', 'redaction-removed parameters/id'],
  [', untrusted: true', '', 'untrusted-removed result/text'],
  ['description: Send it', 'description: Send them', 'description-changed description'],
  ['n: 1,', 'n: 2,', 'examples-changed examples'],
  ['description: How many', 'description: How much', 'schema-text-changed parameters/n'],
  ['effect: write', 'effect: write\n    deprecated: Use another.', 'tool-deprecated deprecated'],
  ['[trim, { url', '[trim, single_line, { url', 'control-added parameters/url'],
  ['n: { type: integer,', 'n: { type: integer, redact: true,', 'control-added parameters/n'],
  ['  send:', '  mail:', 'tool-renamed'],
];

test.each(rows)('%s → %s', async (from, to, ...said) => {
  expect(base).toContain(from);
  expect(rulesOf(await diffOf(base, base.replace(from, to)))).toEqual(said);
});

test('that parameters are written otherwise is said beside what is done to them', async () => {
  const turned = base.replace('[id, n, url', '[n, id, url').replace(', redact: true', '');
  expect(rulesOf(await diffOf(base, turned))).toEqual([
    'redaction-removed parameters/id',
    'schema-text-changed parameters',
  ]);
});

test('a limit under another name is as it was, but not where two come in the place of one', async () => {
  const other = base.replaceAll('few', 'some');
  expect(rulesOf(await diffOf(base, other))).toEqual([
    'contract-rewritten',
    'limit-renamed rate_limits/some',
  ]);
  const limit = / {2}few: .*\n/.exec(base)?.[0] ?? '';
  const two = other.replace('sanitizers:', `${limit.replace('few', 'more')}sanitizers:`);
  expect(rulesOf(await diffOf(base, two))).toContain('limit-removed rate_limit/few');
  const looser = other.replace('limit: 10', 'limit: 11');
  expect(rulesOf(await diffOf(base, looser))).toContain('limit-removed rate_limit/few');
  const kept = other.replace('sanitizers:', `${limit}sanitizers:`);
  expect(rulesOf(await diffOf(base, kept))).toContain('limit-removed rate_limit/few');
});

const without = (part: string | RegExp): string => base.replace(part, '');
const forbidden = base.replace(
  'permission: writers\n',
  "permission: writers\n    forbid: 'args.n > 90'\n",
);
const approval = / {4}approval: .*\n/;
const grants = /, grants: \{.*?\}/;
const alone = '    exclusive: args.id\n';
const narrowed = ['permission-narrowed permission'];
const widened = ['forbid-removed forbid', 'permission-widened permission'];
test.each<[string, string, string, string[], string[]]>([
  ['approval', base, without(approval), ['control-added approval'], ['approval-removed approval']],
  ['grants', base, without(grants), ['approval-weakened approval'], ['control-added approval']],
  ['a condition of the tool', forbidden, base, narrowed, widened],
  ['exclusive', base, without(alone), ['control-added exclusive'], ['exclusive-removed exclusive']],
])('%s comes, and goes', async (_, more, less, comes, goes) => {
  expect(rulesOf(await diffOf(less, more))).toEqual(comes);
  expect(rulesOf(await diffOf(more, less))).toEqual(goes);
});

test('where there are no grants, before or after, none are told', async () => {
  const plain = without(grants);
  const longer = await diffOf(plain, plain.replace('expires: 1h', 'expires: 2h'));
  expect(longer.map(({ detail }) => detail)).toEqual(['expires 1h → 2h']);
});

test.each(['hosts: [a.example], schemes: [http]', 'hosts: [b.example]'])(
  'a rule of URLs that takes others: %s',
  async (to) => {
    // The example is of the old host.
    const plain = base.replace(/^ *examples: .*\n/m, '');
    const said = rulesOf(await diffOf(plain, plain.replace('hosts: [a.example]', to)));
    expect(said).toEqual(['egress-changed parameters/url']);
  },
);

test.each([
  ['expires: 1h', 'expires: 24h', 'expires 1h → 24h'],
  ['for: 1h', 'for: 90m', 'grants last 1h → 90m'],
  ['per: 1m', 'per: 1d', 'per 1m by user, burst 5, cost 2 → 10 per 1d by user'],
  ['per: 1m', 'per: 1500ms', 'per 1m by user, burst 5, cost 2 → 10 per 1500ms by user'],
  ['ttl: 2h', 'ttl: 2d', 'args.id for 2h → args.id for 2d'],
  ['timeout: 5s', 'timeout: 100s', '5s → 100s'],
  ['backoff: 100ms', 'backoff: 1s', '3 attempts, 100ms apart → 3 attempts, 1s apart'],
  ['max_result: 2kB', 'max_result: 1MB', '2kB → 1MB'],
  ['max_result: 2kB', 'max_result: 1500B', '2kB → 1500B'],
])('%s → %s is said in the units of tools.yaml', async (from, to, said) => {
  const [change] = await diffOf(base, base.replace(from, to));
  expect(change?.detail).toContain(said);
});

test('a level in shadow asks nobody, though the same callers may call', async () => {
  const level = base.replace('    roles: [agent]\n', '    authenticated: true\n');
  const strict = level.replace('    forbid: \'"banned" in caller.roles\'\n', '');
  const shadow = strict.replace('authenticated: true', 'authenticated: true\n    shadow: true');
  const said = ['approval-removed approval', 'permission-equal permission'];
  expect(rulesOf(await diffOf(strict, shadow))).toEqual(said);
  const approval = /\n {4}(approval: .*)/.exec(strict)?.[1] ?? '';
  const own = (text: string) =>
    text.replace(`    ${approval}\n`, '').replace('writers\n', `writers\n    ${approval}\n`);
  expect(rulesOf(await diffOf(strict, own(shadow)))).toEqual(['permission-equal permission']);
});

test('a write that may be run again', async () => {
  const once = base.replace(
    '    retry: { attempts: 3, backoff: 100ms }\n    idempotent: true\n',
    '',
  );
  const again = once.replace('    concurrency', '    idempotent: true\n    concurrency');
  expect(rulesOf(await diffOf(once, again))).toEqual(['idempotent-set idempotent']);
});

test('a bind that is gone hands the parameter to the model', async () => {
  const now = base
    .replace('    bind: { tenant: caller.tenant }\n', '')
    .replace('{ id: a, n: 1', '{ tenant: t, id: a, n: 1');
  expect(rulesOf(await diffOf(base, now))).toEqual([
    'bind-removed bind/tenant',
    'examples-changed examples',
    'parameter-added-required parameters/tenant',
  ]);
  expect(rulesOf(await diffOf(now, base))).toEqual([
    'control-added bind/tenant',
    'examples-changed examples',
    'parameter-removed parameters/tenant',
  ]);
});

test('a tool that is new, and one that is gone', async () => {
  const more = `${base}  ask: { description: Ask, effect: read, permission: writers, parameters: { type: object, properties: { n: { type: integer } }, required: [n] } }\n`;
  expect(rulesOf(await diffOf(base, more))).toEqual(['tool-added']);
  expect(rulesOf(await diffOf(more, base))).toEqual(['tool-removed']);
});

test('every rule has a level, a title and a why', () => {
  for (const id of Object.keys(rules) as RuleId[]) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(rules[id].title.length).toBeGreaterThan(10);
    expect(rules[id].why).toMatch(/\.$/);
  }
});
