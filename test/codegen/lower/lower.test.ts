import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Catalog } from '../../../codegen/ir.js';
import { lower } from '../../../codegen/lower/index.js';
import { identifierOf, typeNameOf } from '../../../codegen/lower/name.js';
import { read } from '../../../codegen/read/index.js';

const text = readFileSync(join(import.meta.dirname, '../../../tools.yaml'), 'utf8');
function lowered(source: string): Catalog {
  const { root } = read({ file: 'tools.yaml', text: source, load: () => ({ error: '' }) });
  if (!root) throw new Error('not read');
  return lower(root);
}
const desk = lowered(text);
const tool = (name: string, catalog = desk) => {
  const found = catalog.tools.find((each) => each.name === name);
  if (!found) throw new Error(name);
  return found;
};

test.each([
  ['shadow: true', { shadow: true, approval: { enforced: true } }],
  ['shadow: false', { shadow: false, approval: { distinct: false } }],
])('the approval of a tool holds whatever its level only records: %s', (level, permission) => {
  const { tools } = lowered(`
permissions: { all: { authenticated: true, ${level} } }
tools: { t: { description: T, effect: write, permission: all, approval: { expires: 1h } } }`);
  expect(tools[0]?.permission).toMatchObject(permission);
});

describe('the support desk', () => {
  test('in code-unit order', () => {
    const names = desk.tools.map(({ name }) => name);
    expect(names).toEqual([...names].sort());
    expect(names).toHaveLength(11);
    expect(desk.levels.map(({ name }) => name)).toEqual([
      'admin_only',
      'read_only',
      'refunds',
      'write_requires_approval',
    ]);
  });

  test('frozen, all of it', () => {
    const open: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      if (!Object.isFrozen(value)) open.push(path);
      for (const [key, member] of Object.entries(value)) visit(member, `${path}/${key}`);
    };
    visit(desk, '');
    expect(open).toEqual([]);
  });

  test('defaults, durations and sizes', () => {
    expect(tool('list_items')).toMatchObject({ timeoutMs: 10_000, maxResultBytes: 32_000 });
    expect(tool('get_weather')).toMatchObject({
      timeoutMs: 5000,
      retry: { attempts: 3, backoffMs: 200 },
      idempotent: true,
    });
    expect(tool('send_email').idempotent).toBe(false);
    expect(tool('update_record').idempotent).toBe(true);
  });

  test('a level is part of its tool, with the types its conditions read there', () => {
    expect(tool('refund_order').permission).toEqual({
      name: 'refunds',
      public: false,
      authenticated: true,
      shadow: false,
      approval: {
        when: { source: 'args.amount > 100.0', usesArgs: true, types: { amount: 'double' } },
        expiresMs: 86_400_000,
        by: { roles: ['supervisor'] },
        distinct: false,
      },
    });
    expect(tool('delete_user').permission).toMatchObject({
      authenticated: true,
      roles: ['admin'],
      approval: { distinct: true },
    });
  });

  test('limits, with what an outage of their store means for this tool', () => {
    const outage = (name: string) => tool(name).limits.map((limit) => [limit.name, limit.onOutage]);
    expect(outage('get_weather')).toEqual([
      ['reads', 'local_share'],
      ['weather_api', 'local_share'],
    ]);
    expect(outage('access_audit_logs')).toEqual([['admin_actions', 'deny']]);
    expect(tool('refund_order').limits).toEqual([
      {
        name: 'refunds_per_hour',
        limit: 10,
        perMs: 3_600_000,
        by: 'user',
        cost: 1,
        onOutage: 'deny',
      },
    ]);
  });

  test('conditions, keys and bound parameters', () => {
    const refund = tool('refund_order');
    expect(refund.allow).toMatchObject({ usesArgs: true, types: { customer_id: 'string' } });
    expect(refund.idempotencyKey).toMatchObject({
      ttlMs: 86_400_000,
      key: { types: { refund_request_id: 'string' } },
    });
    expect(refund.bind).toEqual({
      tenant_id: { source: 'caller.tenant', usesArgs: false, types: {} },
    });
    expect(Object.keys(refund.bound)).toEqual(['tenant_id']);
    expect(refund.input.properties).not.toHaveProperty('tenant_id');
    expect(refund.parameters.properties).toHaveProperty('tenant_id');
  });

  test('errors are sentences, and say what the model can do', () => {
    expect(tool('update_record').errors).toMatchObject({
      record_not_found: { message: 'There is no record with this id.', retry: 'never' },
      field_not_allowed: { retry: 'fix_arguments' },
    });
  });

  test('chains: the default, what a shared schema or a parameter says instead, and no others', () => {
    const { properties } = tool('send_email').inputShape;
    expect(properties?.to?.checks).toEqual([
      { kind: 'check', name: 'invisible' },
      { kind: 'check', name: 'email' },
    ]);
    expect(properties?.subject?.transforms).toEqual(['strip_control', 'trim', 'single_line']);
    expect(properties?.body).toEqual({
      transforms: ['strip_control'],
      checks: [{ kind: 'check', name: 'invisible' }],
    });
    expect(tool('get_weather').inputShape.properties?.unit).toEqual({
      nullIsAbsent: true,
      default: 'celsius',
    });
  });
});

describe('a contract hash', () => {
  const changed = (from: string, to: string) => {
    expect(text).toContain(from);
    const other = lowered(text.replace(from, () => to));
    return other.tools.filter(({ name, hash }) => hash !== tool(name).hash).map(({ name }) => name);
  };
  test('is SHA-256 in hex, another for every tool', () => {
    const hashes = desk.tools.map(({ hash }) => hash);
    expect(new Set(hashes).size).toBe(hashes.length);
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });
  test.each<[string, string, string, readonly string[]]>([
    [
      'a description',
      'description: Open a support ticket',
      'description: Open a ticket',
      ['create_ticket'],
    ],
    ['a condition of a level', 'args.amount > 100.0', 'args.amount > 500.0', ['refund_order']],
    [
      'a sanitizer',
      'subject_line: [safe_text, trim, single_line]',
      'subject_line: [safe_text, trim]',
      ['create_ticket', 'send_email'],
    ],
    ['a shared schema', "'^ord_[0-9]{1,12}$'", "'^ord_[0-9]{1,13}$'", ['refund_order']],
    ['a rate limit', 'lookups: { limit: 3,', 'lookups: { limit: 4,', ['get_user_profile']],
    ['a comment', '# Three well-known', '# Four well-known', []],
    ['how a duration is written', 'timeout: 5s', 'timeout: 5000ms', []],
  ])('%s', (_, from, to, names) => {
    expect(changed(from, to)).toEqual(names);
  });
});

test('the order of anything named in the file changes nothing', () => {
  const file = parse(text) as Record<string, Record<string, unknown>>;
  const sections = ['tools', 'permissions', 'rate_limits', 'sanitizers', 'schemas'];
  const orders = fc.tuple(
    ...sections.map((key) =>
      fc.shuffledSubarray(Object.entries(file[key] ?? {}), {
        minLength: Object.keys(file[key] ?? {}).length,
      }),
    ),
  );
  fc.assert(
    fc.property(orders, (shuffled) => {
      const parts = shuffled.map((entries, index) => [
        sections[index],
        Object.fromEntries(entries),
      ]);
      expect(lowered(stringify({ ...file, ...Object.fromEntries(parts) }))).toEqual(desk);
    }),
    { numRuns: 10 },
  );
});

describe('small cases', () => {
  const small = (level: string, own: string, more = '') =>
    lowered(
      `version: 1\nname: x\npermissions: { level: ${level} }\n${more}tools:\n  t:\n    description: d\n    effect: write\n    permission: level\n    ${own}\n`,
    ).tools[0];

  test('a tool that says nothing', () => {
    const { hash, ...bare } = small('{ public: true }', '') as object as { hash: string };
    expect(hash).toHaveLength(64);
    expect(bare).toEqual({
      name: 't',
      identifier: 't',
      typeName: 'T',
      description: 'd',
      effect: 'write',
      idempotent: false,
      permission: { name: 'level', public: true, authenticated: false, shadow: false },
      limits: [],
      bind: {},
      timeoutMs: 10_000,
      maxResultBytes: 32_000,
      errors: {},
      examples: [],
      parameters: { type: 'object', properties: {}, additionalProperties: false },
      input: { type: 'object', properties: {}, additionalProperties: false },
      bound: {},
      inputShape: {},
      resultShape: {},
      shapes: {},
    });
  });

  test('roles and scopes ask for a caller', () => {
    expect(small('{ scopes: [a] }', '')?.permission).toMatchObject({
      authenticated: true,
      scopes: ['a'],
    });
    expect(small("{ allow: 'true' }", '')?.permission.authenticated).toBe(false);
  });

  test('the approval of the tool, where its level asks nobody', () => {
    const made = small(
      '{ authenticated: true }',
      'approval: { expires: 2h, by: { scopes: [a] }, grants: { for: 1h, max: 3 } }',
    );
    expect(made?.permission.approval).toEqual({
      expiresMs: 7_200_000,
      by: { scopes: ['a'] },
      distinct: false,
      grants: { forMs: 3_600_000, max: 3 },
    });
  });

  test('several conditions of a tool become one, and one may end in a comment', () => {
    const made = small(
      '{ authenticated: true }',
      `allow: ['caller.id == "a" // why', 'true']\n    forbid: ['false', caller.id == "b"]`,
    );
    expect(made?.allow?.source).toBe('(caller.id == "a" // why\n) && (true\n)');
    expect(made?.forbid?.source).toBe('(false\n) || (caller.id == "b"\n)');
  });

  test('the cost of a use, of the limit, and neither', () => {
    const limits =
      'rate_limits:\n  a: { limit: 9, per: 1s, by: caller.id, cost: 2 }\n  b: { limit: 9, per: 1s, by: tenant, on_outage: allow }\n';
    const made = small('{ authenticated: true }', 'rate_limit: [a, { use: b, cost: 5 }]', limits);
    expect(made?.limits).toEqual([
      {
        name: 'a',
        limit: 9,
        perMs: 1000,
        by: { source: 'caller.id', usesArgs: false, types: {} },
        cost: 2,
        onOutage: 'deny',
      },
      { name: 'b', limit: 9, perMs: 1000, by: 'tenant', cost: 5, onOutage: 'allow' },
    ]);
  });
});

test.each([
  ['get_weather', 'getWeather', 'GetWeather'],
  ['getUser', 'getUser', 'GetUser'],
  ['GET_USER', 'getUser', 'GetUser'],
  ['GetUser', 'getUser', 'GetUser'],
  ['get_2fa_code', 'get2faCode', 'Get2faCode'],
  ['delete', 'deleteTool', 'Delete'],
  ['tools', 'toolsTool', 'Tools'],
  ['_private', 'privateTool', 'Private'],
  ['_1', 'tool1', 'Tool1'],
  ['__', 'toolTool', 'Tool'],
])('%s is %s in code', (name, identifier, typeName) => {
  expect(identifierOf(name)).toBe(identifier);
  expect(typeNameOf(name)).toBe(typeName);
});
