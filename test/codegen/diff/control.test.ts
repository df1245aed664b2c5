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
      required: [id, n, url, file, tenant]
    result: { type: object, properties: { text: { type: string, untrusted: true } } }
`;

/** One edit, and what is said of it. */
const rows: readonly (readonly [string, string, ...string[]])[] = [
  ['roles: [agent]', 'roles: [agent, bot]', 'permission-widened permission'],
  ['roles: [agent]', 'roles: [bot]', 'permission-widened permission'],
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
    'permission-widened permission',
    'shadow-set permission',
  ],
  ['\n    approval: { when', '\n    description: x\n    #', 'approval-removed approval'],
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
  ['by: user,', 'by: tenant,', 'limit-loosened rate_limit/few'],
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
  ['[single_line, trim,', '[trim, single_line,', 'sanitizer-weakened parameters/file'],
  ['hosts: [a.example]', 'hosts: [a.example, b.example]', 'egress-widened parameters/url'],
  ['hosts: [a.example]', 'hosts: [a.example], schemes: [http]', 'egress-widened parameters/url'],
  [
    'hosts: [a.example]',
    'hosts: [a.example], private_addresses: allow',
    'egress-widened parameters/url',
  ],
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

test('a bind that is gone hands the parameter to the model', async () => {
  const now = base
    .replace('    bind: { tenant: caller.tenant }\n', '')
    .replace('{ id: a, n: 1', '{ tenant: t, id: a, n: 1');
  expect(rulesOf(await diffOf(base, now))).toEqual([
    'bind-removed bind/tenant',
    'examples-changed examples',
    'parameter-added-required parameters/tenant',
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
