import { describe, expect, test } from 'vitest';
import { callerOf } from '../../../codegen/command/explain/caller.js';
import { folderOf } from '../folder.js';
import { explain } from './project.js';

const yaml = `
version: 1
name: desk
permissions:
  everyone: { public: true }
  readers: { authenticated: true }
  admins: { roles: [admin], approval: { expires: 1h, by: { roles: [admin] }, distinct: true } }
  scoped: { scopes: ['mail:send'], allow: 'caller.tenant == "t1"' }
rate_limits:
  few: { limit: 1000, per: 1h, by: user, burst: 5 }
tools:
  ask: { description: Ask, effect: read, permission: everyone, parameters: { type: object, properties: {} } }
  delete_it: { description: Delete, effect: destructive, permission: admins, parameters: { type: object, properties: {} } }
  read_it:
    description: Read it
    effect: read
    permission: readers
    rate_limit: [few]
    allow: 'args.id == caller.id'
    parameters: { type: object, properties: { id: { type: string, maxLength: 9, description: Whose }, all: { type: boolean, default: false } }, required: [id] }
    result: { type: object, properties: { found: { type: array, items: { type: object, properties: { a: { type: string }, b: { type: number } } } } } }
    errors: { gone: It is gone. }
  send_mail: { description: Send, effect: write, permission: scoped, parameters: { type: object, properties: {} } }
`;
const project = () => folderOf({ 'tools.yaml': yaml });
const as = async (caller: string) => {
  const { out } = await explain(project(), { as: caller }, 'json');
  const { tools } = JSON.parse(out) as {
    tools: { name: string; verdict: { effect: string; code?: string } }[];
  };
  return tools.map(({ verdict: { effect, code } }) => code ?? effect).join(' ');
};

describe('explain', () => {
  test('lists who may do what', async () => {
    expect((await explain(project())).out).toMatchInlineSnapshot(`
      "desk: 4 tools

        ask        read         everyone: anybody
        delete_it  destructive  admins: role admin
                                approval by role admin, never their own call, within 1 hour
        read_it    read         readers: anybody signed in; if args.id == caller.id
                                1000 per hour for each user, at most 5 at once
        send_mail  write        scoped: scope mail:send; if caller.tenant == "t1"

      Tokens a request  Tools  openai-chat  openai-responses  anthropic  gemini
      all tools             4          186               174        161      80
      nobody signed in      1           38                35         32       9
      signed in             2          108               102         95      60
      role admin            3          147               138        128      70
      Counted with o200k, the tokenizer of OpenAI; other providers count a little otherwise.
      "
    `);
  });

  test.each([
    ['nobody', 'allow unauthenticated unauthenticated unauthenticated'],
    ['id=u1', 'allow permission_denied allow permission_denied'],
    ['id=,roles=admin', 'allow unauthenticated unauthenticated unauthenticated'],
    ['roles=agent,admin', 'allow ask allow permission_denied'],
    ['scopes=mail:send', 'allow permission_denied allow policy_failed'],
    ['scopes=mail:send,tenant=t1', 'allow permission_denied allow allow'],
    ['scopes=mail:send,tenant=t2', 'allow permission_denied allow permission_denied'],
  ])('as %s: %s', async (caller, want) => expect(await as(caller)).toBe(want));

  const TRAINEE = '"trainee" in caller.roles';
  test.each([
    ['roles=admin,id=u1', TRAINEE, 'allow', 'yes\n'],
    ['roles=trainee', TRAINEE, 'ask', 'yes; after approval by role admin'],
    ['roles=trainee', 'caller.attributes.n > 3', 'deny', 'no (policy_failed)'],
    ['roles=admin', 'args.all', 'ask', 'yes; sometimes after approval by role admin'],
  ])('as %s, where a person is asked when %s: %s', async (caller, when, effect, said) => {
    const level = `{ authenticated: true, approval: { when: '${when}',`;
    const all = 'properties: { all: { type: boolean, default: false } }';
    const text = yaml
      .replace('{ roles: [admin], approval: {', level)
      .replace(/(permission: admins.*)properties: \{\}/, `$1${all}`);
    const folder = folderOf({ 'tools.yaml': text });
    const options = { as: caller, tool: 'delete_it' };
    const { out } = await explain(folder, options, 'json');
    expect(JSON.parse(out).tools[0].verdict.effect).toBe(effect);
    expect((await explain(folder, options)).out).toContain(`  ${said}`);
  });

  test('a condition of a level in shadow holds nobody back', async () => {
    const level = `readers: { authenticated: true, shadow: true, forbid: 'args.id == "x"' }`;
    const text = yaml
      .replace('readers: { authenticated: true }', level)
      .replace(/ {2}ask: .*\n/, '');
    const folder = folderOf({ 'tools.yaml': text });
    const { out } = await explain(folder, { as: 'id=u1', tool: 'read_it' }, 'json');
    expect(JSON.parse(out).tools[0].verdict.conditions).toEqual(['if args.id == caller.id']);
  });

  test('of a level in shadow, what will happen and not what it would have asked for', async () => {
    const shadow = yaml.replace(
      '{ roles: [admin], approval',
      '{ roles: [admin], shadow: true, approval',
    );
    const folder = folderOf({ 'tools.yaml': shadow });
    const { out } = await explain(folder, { as: 'id=u1', tool: 'delete_it' }, 'json');
    expect(JSON.parse(out).tools[0].verdict.effect).toBe('allow');
    expect((await explain(folder, { tool: 'delete_it' })).out).toContain('recorded, not enforced');
  });

  test('a refusal by a condition of the tool alone says that condition', async () => {
    const strict = yaml.replace(
      'effect: destructive,',
      'effect: destructive, allow: caller.id == "z",',
    );
    const { out } = await explain(folderOf({ 'tools.yaml': strict }), { as: 'id=u1,roles=admin' });
    expect(out).toContain('no (permission_denied): it takes role admin; if caller.id == "z"');
  });

  test('says it in words to one caller', async () => {
    expect((await explain(project(), { as: 'id=u1,roles=admin' })).out).toMatchInlineSnapshot(`
      "desk: 4 tools, asked by u1 (roles admin)

        ask        read         yes
        delete_it  destructive  yes; after approval by role admin, never their own call, within 1 hour
        read_it    read         yes; if args.id == caller.id
                                1000 per hour for each user, at most 5 at once
        send_mail  write        no (permission_denied): it takes scope mail:send; if caller.tenant == "t1"

      Tokens a request  Tools  openai-chat  openai-responses  anthropic  gemini
      all tools             4          186               174        161      80
      this caller           3          147               138        128      70
      Counted with o200k, the tokenizer of OpenAI; other providers count a little otherwise.
      "
    `);
  });

  test('one tool in full', async () => {
    expect((await explain(project(), { tool: 'read_it' })).out).toMatchInlineSnapshot(`
      "read_it: Read it
        Effect: read
        Permission: readers, anybody signed in; if args.id == caller.id
        Rate limits: 1000 per hour for each user, at most 5 at once
        Time: at most 10 seconds
        Result: at most 32 kB

      Parameters
        id: text, at most 9 characters  Whose
        all?: true or false, default false

      Result
        found?: list of objects (a, b)

      Errors
        gone: It is gone.
      "
    `);
  });

  test('as Markdown', async () => {
    const { out } = await explain(project(), { as: 'nobody', markdown: true });
    expect(out).toContain('| `ask` | yes |');
    expect((await explain(project(), { tool: 'ask', markdown: true })).out).toMatch(/^### ask\n/);
  });

  test.each([
    [{ tool: 'reed_it' }, 'TW4009', 'did you mean read_it?'],
    [{ as: 'rolls=admin' }, 'TW4008', 'did you mean roles?'],
    [{ as: 'admin' }, 'TW4008', 'admin has no value; a role is written as in roles=admin'],
    [{ as: 'roles' }, 'TW4008', 'roles has no value'],
    [{ as: 'role=admin' }, 'TW4008', 'role is no part of a caller; did you mean roles?'],
    [{ as: 'id=a,b' }, 'TW4008', 'id is one value'],
    [{ file: 'none.yaml' }, 'TW4006', 'there is no such file'],
  ])('%j is refused', async (options, code, text) => {
    const said = await explain(project(), options);
    expect(said.code).toBe(2);
    expect(said.err).toContain(code);
    expect(said.err).toContain(text);
  });
});

describe('--as', () => {
  test.each([
    ['nobody', null],
    ['id=u1', { id: 'u1', roles: [], scopes: [], attributes: {} }],
    [
      'roles=a,b,scopes=x:y,z,id=u1,tenant=t1,attributes.customer_id=c=1',
      {
        id: 'u1',
        tenant: 't1',
        roles: ['a', 'b'],
        scopes: ['x:y', 'z'],
        attributes: { customer_id: 'c=1' },
      },
    ],
    [
      'attributes.level=5,attributes.rate=-0.5,attributes.vip=true,attributes.zip="01",attributes.no=007',
      {
        id: 'somebody',
        roles: [],
        scopes: [],
        attributes: { level: 5, rate: -0.5, vip: true, zip: '01', no: '007' },
      },
    ],
    ['roles=', { id: 'somebody', roles: [], scopes: [], attributes: {} }],
  ])('%s', (text, want) => expect(callerOf(text)).toEqual(want));
});
