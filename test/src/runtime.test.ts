import type { OpenAI } from 'openai';
import { describe, expect, test } from 'vitest';
import { SetupError } from '../../src/error.js';
import { memoryLedger } from '../../src/ledger/memory.js';
import { virtualEnv } from '../../src/testing/virtual-env.js';
import { callers, handlers, tools } from '../fixture/desk.js';
import { bench } from '../fixture/runtime.js';
import { fixtureTool, levels } from '../fixture/tool.js';

const desk = (options: Record<string, unknown> = {}) =>
  bench(tools.tools, handlers as never, options);
const json = (text: string) => JSON.parse(text) as Record<string, never>;

describe('one call', () => {
  test('is answered with the value and with exactly what the model reads', async () => {
    const outcome = await desk().call('get_weather', { location: ' Tokyo ' });
    expect(outcome).toMatchObject({
      status: 'completed',
      value: { temperature: 21, unit: 'celsius' },
      text: '{"temperature":21,"unit":"celsius"}',
      content: [{ type: 'text', text: '{"temperature":21,"unit":"celsius"}' }],
      call: { id: 'call_1', name: 'get_weather' },
    });
  });

  test.each<[string, string, unknown, object]>([
    ['an unknown tool', 'get_wether', {}, { code: 'tool_not_found', retry: 'fix_arguments' }],
    ['no JSON', 'get_weather', '{"location":', { code: 'invalid_json', retry: 'fix_arguments' }],
    ['wrong arguments', 'get_weather', { location: 5 }, { code: 'invalid_arguments' }],
    ['unsafe arguments', 'get_weather', { location: 'a\u{e0041}b' }, { code: 'unsafe_arguments' }],
  ])('%s is refused by code', async (_, name, args, error) => {
    const outcome = await desk().call(name, args);
    expect(outcome).toMatchObject({ status: 'failed', error });
    expect(json(outcome.text)).toMatchObject({ error });
  });

  test('text of a failure is one object of known members', async () => {
    const { text } = await desk().call('get_weather', { location: 'x', unit: 'celcius' });
    expect(json(text)).toEqual({
      error: {
        code: 'invalid_arguments',
        message: expect.stringContaining('Nothing was run.'),
        issues: [
          {
            path: '/unit',
            message: 'Must be one of "celsius" or "fahrenheit". Did you mean "celsius"?',
            expected: ['celsius', 'fahrenheit'],
            received: 'string "celcius"',
            nearest: 'celsius',
            example: { location: 'Tokyo' },
          },
        ],
        retry: 'fix_arguments',
      },
    });
  });

  test('a wait is said in seconds', async () => {
    const limit = { name: 'few', limit: 1, perMs: 60_000, by: 'user', onOutage: 'deny' } as const;
    const tool = fixtureTool('ping', {}, { limits: [limit] });
    const { call } = bench({ ping: tool }, { ping: () => 'pong' });
    expect((await call('ping')).text).toBe('"pong"');
    const { text } = await call('ping');
    expect(json(text).error).toMatchObject({
      code: 'rate_limited',
      retry: 'later',
      retry_after_s: 60,
    });
  });

  test.each([
    ...[undefined, null, 5, ['get_weather'], {}, Object.create(null), { toString: 1 }],
    ...[Symbol('get_weather'), '__proto__', 'constructor', 'get_weather\u0000', '\ud800'],
  ])('a name that no tool can have is answered, and recorded (%#)', async (name) => {
    const { run, of } = desk();
    const call = { id: '1', name: name as string, arguments: '{}' };
    const outcome = await run(call, { caller: callers.agent });
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'tool_not_found' } });
    const tool = typeof name === 'string' ? name : '';
    expect([...of('intent'), ...of('outcome')]).toMatchObject([{ tool }, { tool }]);
  });

  test('the nearest visible name is offered', async () => {
    const { text } = await desk().call('get_wether');
    expect(json(text).error).toMatchObject({ message: expect.stringContaining('get_weather') });
  });
});

describe('a tool the caller may not see', () => {
  test('is answered like one that does not exist; the program sees why', async () => {
    const { call } = desk();
    const hidden = await call('delete_user', { user_id: 'x' });
    const unknown = await call('delete_usr', { user_id: 'x' });
    expect(hidden.text).toBe(unknown.text);
    expect(hidden).toMatchObject({ status: 'failed', error: { code: 'permission_denied' } });
    expect(unknown).toMatchObject({ status: 'failed', error: { code: 'tool_not_found' } });
  });
  test('before its arguments are looked at', async () => {
    const { call } = desk();
    expect((await call('delete_user', '{not json')).text).toBe(
      (await call('nothing_like_it')).text,
    );
  });
  test('nobody signed in sees only what is public', async () => {
    const { call, toolsFor } = desk();
    expect(toolsFor(null)).toEqual([]);
    const outcome = await call('get_weather', {}, { caller: null });
    expect(outcome).toMatchObject({ error: { code: 'unauthenticated' } });
    expect(json(outcome.text).error).toMatchObject({ code: 'tool_not_found' });
  });
  test('a program without types that forgets the caller is nobody', async () => {
    const { run, toolsFor, providerTools } = desk();
    const call = { id: '1', name: 'get_weather', arguments: '{"location":"x"}' };
    expect(await run(call, {} as never)).toMatchObject({ error: { code: 'unauthenticated' } });
    expect(toolsFor(undefined as never)).toEqual([]);
    expect(await providerTools('openai-chat', undefined as never)).toEqual([]);
  });
  const few = { name: 'few', limit: 1, perMs: 60_000, by: 'user', onOutage: 'deny' } as const;
  test.each([{ key: null }, { run: null, turn: 1 }, { run: 'r', turn: null }, { turn: 1 }])(
    'and %o names no call: each is a new one, counted for itself',
    async (given) => {
      const { run } = bench(
        { ping: fixtureTool('ping', {}, { limits: [few] }) },
        { ping: () => 1 },
      );
      const ping = (id: string) =>
        run({ id, name: 'ping', arguments: '{}' }, { caller: callers.user, ...given } as never);
      const [first, second] = [await ping('1'), await ping('2')];
      expect(first).toMatchObject({ status: 'completed' });
      expect(second).toMatchObject({ status: 'failed', error: { code: 'rate_limited' } });
      expect(second.key).not.toBe(first.key);
    },
  );
  const long = 'é'.repeat(400);
  test.each<[string, object]>([
    ['an id that is a number', { caller: { ...callers.user, id: 42 } }],
    ['an id that is a BigInt', { caller: { ...callers.user, id: 42n } }],
    ['a tenant that is an object', { caller: { ...callers.user, tenant: {} } }],
    ['a key that is a number', { caller: callers.user, key: 0 }],
    ['a run that is a list', { caller: callers.user, run: ['r'] }],
    ['an id that no index takes', { caller: { ...callers.user, id: long } }],
    ['a key that no index takes', { caller: callers.user, key: long }],
    ['a run that no index takes', { caller: callers.user, run: '\0'.repeat(200) }],
  ])('%s is refused at once, whatever the ledger would make of it', async (_, options) => {
    const { run, runAll, explain, events } = desk();
    const call = { id: '1', name: 'get_weather', arguments: '{"location":"x"}' };
    const refused = { code: 'invalid_identity' };
    await expect(run(call, options as never)).rejects.toMatchObject(refused);
    await expect(runAll([call, call], options as never)).rejects.toMatchObject(refused);
    const { caller } = options as { caller: typeof callers.user };
    if (caller !== callers.user) await expect(explain(call, caller)).rejects.toMatchObject(refused);
    expect(events).toEqual([]);
  });
  test.each<[string, unknown]>([
    ['its controller', new AbortController()],
    ['an object', {}],
    ['a text', 'soon'],
    ['an event target', new EventTarget()],
  ])('a signal that is none (%s) is refused before anything runs', async (_, signal) => {
    const { run, runAll, resume, events } = desk();
    const call = { id: '1', name: 'get_weather', arguments: '{"location":"x"}' };
    const options = { caller: callers.user, signal } as never;
    const refused = { code: 'invalid_option' };
    await expect(run(call, options)).rejects.toMatchObject(refused);
    await expect(runAll([call, call], options)).rejects.toMatchObject(refused);
    await expect(resume('a', options)).rejects.toMatchObject(refused);
    expect(events).toEqual([]);
  });
  test('nobody decides or resumes under an id that is no string', async () => {
    const { approvals, resume } = desk();
    const by = { ...callers.supervisor, id: 42 as never };
    const refused = { code: 'invalid_identity' };
    await expect(approvals.approve('a', { by })).rejects.toMatchObject(refused);
    await expect(approvals.reject('a', { by })).rejects.toMatchObject(refused);
    await expect(resume('a', { caller: by })).rejects.toMatchObject(refused);
  });
  test('and who forgets the caller on resuming is nobody, too', async () => {
    const permission = { name: 'p', public: true, approval: { expiresMs: 1000 } } as const;
    const { call, resume, approvals } = bench(
      { act: fixtureTool('act', {}, { permission }) },
      { act: () => 'done' },
    );
    const asked = await call('act', {}, { caller: null });
    if (asked.status !== 'pending') throw new Error(asked.text);
    const { id } = asked.approval;
    const { supervisor } = callers;
    await approvals.approve(id, { by: { ...supervisor, tenant: undefined } as never });
    expect(await resume(id, {} as never)).toMatchObject({ status: 'completed', value: 'done' });
  });
  test('is not among the tools of a provider, and the order never changes', async () => {
    const { providerTools, toolsFor } = desk();
    const names = toolsFor(callers.admin).map(({ name }) => name);
    expect(names).toEqual([...names].sort());
    expect(names).toContain('delete_user');
    const forUser = await providerTools('openai-chat', callers.user);
    const again = await providerTools('openai-chat', callers.user);
    expect(JSON.stringify(forUser)).not.toContain('delete_user');
    expect(forUser.length).toBe(toolsFor(callers.user).length);
    expect(JSON.stringify(again)).toBe(JSON.stringify(forUser));
  });
  test('and stay so, whatever a program marks on what it got', async () => {
    const { providerTools } = desk();
    const sent = await providerTools<Record<string, unknown>>('anthropic', callers.user);
    const before = JSON.stringify(sent);
    // As Anthropic wants the end of what shall be cached; five such marks in one request are refused.
    Object.assign(sent.at(-1) ?? {}, { cache_control: { type: 'ephemeral' } });
    Object.assign(sent[0]?.input_schema ?? {}, { properties: {} });
    expect(JSON.stringify(await providerTools('anthropic', callers.user))).toBe(before);
  });
});

test("a provider's tools are of the type that its SDK asks for", async () => {
  const { providerTools } = desk();
  const { user } = callers;
  const chat: Pick<OpenAI.ChatCompletionCreateParams, 'tools'> = {
    tools: await providerTools('openai-chat', user),
  };
  const responses: Pick<OpenAI.Responses.ResponseCreateParams, 'tools'> = {
    tools: await providerTools('openai-responses', user),
  };
  expect(chat.tools).toHaveLength(desk().toolsFor(user).length);
  expect(responses.tools).toHaveLength(desk().toolsFor(user).length);
});

describe('keys', () => {
  const keys = async (options: object) => {
    const { run } = desk();
    const call = { id: '1', name: 'nope', arguments: '' };
    return (await run(call, { caller: callers.user, ...options })).key;
  };
  test('are fresh by default', async () => {
    const { call } = desk();
    expect((await call('nope')).key).not.toBe((await call('nope')).key);
  });
  test('of the program are scoped to tenant and caller, and never meet', async () => {
    const { tenant: _, ...lone } = callers.user;
    const all = await Promise.all([
      keys({ key: 'a' }),
      keys({ key: 'a', caller: callers.stranger }),
      keys({ key: 'a', caller: callers.agent }),
      keys({ key: 'a', caller: null }),
      keys({ key: 'a', caller: lone }),
      keys({ key: 'a","b' }),
      keys({ run: 'a', turn: 1 }),
      keys({ run: 'a', turn: 1, index: 1 }),
      keys({ run: 'a', turn: 11 }),
      keys({ run: 'a",1,"', turn: 1 }),
    ]);
    expect(new Set(all).size).toBe(all.length);
    expect(await keys({ key: 'a' })).toBe(all[0]);
  });
});

describe('many calls', () => {
  test('are answered in their order, and a bad one spares its siblings', async () => {
    const { runAll } = desk();
    const good = { name: 'search_documents', arguments: '{"query":"x"}' };
    const bad = [
      { name: 'nope', arguments: '{}' },
      { name: 'get_weather', arguments: '{' },
      { name: 'get_weather', arguments: '{"location":1}' },
      { name: 'delete_user', arguments: '{}' },
      { name: undefined, arguments: undefined },
    ];
    const calls = bad.flatMap((each, index) => [
      { id: `good_${index}`, ...good },
      { id: `bad_${index}`, ...each },
    ]);
    const outcomes = await runAll(calls as never, { caller: callers.user, run: 'r', turn: 1 });
    expect(outcomes.map(({ call }) => call.id)).toEqual(calls.map(({ id }) => id));
    expect(outcomes.map(({ status }) => status)).toEqual(
      calls.map(({ id }) => (id.startsWith('good') ? 'completed' : 'failed')),
    );
    expect(new Set(outcomes.map(({ key }) => key)).size).toBe(calls.length);
  });

  test('so does null in the place of one', async () => {
    const { runAll, explain } = desk();
    const good = { id: '1', name: 'search_documents', arguments: '{"query":"x"}' };
    const outcomes = await runAll([good, null, undefined, good] as never, { caller: callers.user });
    expect(outcomes.map(({ status }) => status)).toEqual([
      'completed',
      'failed',
      'failed',
      'completed',
    ]);
    expect(json(outcomes[1]?.text ?? '').error).toMatchObject({ code: 'tool_not_found' });
    expect(await explain(null as never, callers.user)).toMatchObject({ code: 'tool_not_found' });
  });
});

describe('a call the loop does not want run', () => {
  test.each(['truncated', 'tool_not_found'] as const)('%s', async (refuse) => {
    const { run, of } = desk();
    const call = { id: '1', name: 'get_wether', arguments: '{' };
    const outcome = await run(call, { caller: callers.user, refuse });
    expect(outcome).toMatchObject({ status: 'failed', error: { code: refuse } });
    expect([of('intent').length, of('outcome').length]).toEqual([1, 1]);
  });
});

describe('approval', () => {
  const asked = async (options: Record<string, unknown> = {}) => {
    const all = desk(options);
    const outcome = await all.call('create_ticket', { subject: 'Help' });
    if (outcome.status !== 'pending') throw new Error(outcome.text);
    return { ...all, outcome, id: outcome.approval.id };
  };

  test('suspends the call, and the model reads where it stands', async () => {
    const { outcome, id, of } = await asked();
    expect(outcome.text).toBe(JSON.stringify({ status: 'pending', approval: id }));
    expect(of('pending')).toMatchObject([{ approval: id, args: { subject: 'Help' } }]);
    expect(of('outcome')).toEqual([]);
  });
  test('approved, it runs once; later it is answered from the ledger', async () => {
    const { approvals, resume, id, of } = await asked();
    await approvals.approve(id, { by: callers.supervisor });
    expect(await resume(id, { caller: callers.agent })).toMatchObject({
      status: 'completed',
      value: { ticket_id: 'tkt_1' },
    });
    expect(await resume(id, { caller: callers.agent })).toMatchObject({ status: 'completed' });
    expect(of('outcome').map(({ replayed }) => replayed)).toEqual([undefined, true]);
    expect(of('intent')).toHaveLength(1);
    expect(of('intent')[0]).toMatchObject({ approval: id });
  });
  test('rejected, it never runs', async () => {
    const { approvals, resume, id } = await asked();
    await approvals.reject(id, { by: callers.supervisor, reason: 'no' });
    expect(await resume(id, { caller: callers.agent })).toMatchObject({
      error: { code: 'approval_rejected' },
    });
  });
  test('undecided, it still waits', async () => {
    const { resume, id, outcome } = await asked();
    expect(await resume(id, { caller: callers.agent })).toMatchObject({
      status: 'pending',
      text: outcome.text,
    });
  });
  test('another caller, tenant or nobody: as if there were none', async () => {
    const { resume, id } = await asked();
    for (const caller of [callers.user, { ...callers.agent, tenant: 'globex' }, null])
      await expect(resume(id, { caller })).rejects.toMatchObject({ code: 'approval_not_found' });
    await expect(resume('forged', { caller: callers.agent })).rejects.toBeInstanceOf(SetupError);
  });
  test('edited arguments run the whole pipeline', async () => {
    const seen: unknown[] = [];
    const { call, approvals, resume } = bench(tools.tools, {
      ...(handlers as never as Record<string, never>),
      create_ticket: (args) => {
        seen.push(args);
        return {};
      },
    });
    const outcome = await call('create_ticket', { subject: 'Help' });
    if (outcome.status !== 'pending') throw new Error(outcome.text);
    const { id } = outcome.approval;
    const by = callers.supervisor;
    await expect(approvals.approve(id, { by, arguments: { subject: 'x' } })).rejects.toMatchObject({
      code: 'arguments_not_valid',
    });
    await approvals.approve(id, { by, arguments: { subject: 'Better' } });
    expect(await resume(id, { caller: callers.agent })).toMatchObject({ status: 'completed' });
    expect(seen).toEqual([{ subject: 'Better' }]);
  });
  test('the program is told, and its failure is only logged', async () => {
    const told: unknown[] = [];
    const onApproval = (approval: { id: string }) => {
      told.push(approval.id);
      throw new Error('no mail');
    };
    const { id, env, of } = await asked({ onApproval });
    await env.advance(0);
    expect(told).toEqual([id]);
    expect(of('log')).toMatchObject([{ message: 'onApproval failed' }]);
  });
  test('the program is told of what a resumed call asks anew, and of nothing else', async () => {
    const told: string[] = [];
    const env = virtualEnv();
    const ledger = memoryLedger({ env });
    const act = (hash: string) =>
      bench(
        { act: fixtureTool('act', {}, { hash, permission: levels.write_requires_approval }) },
        { act: () => 'done' },
        { env, ledger, onApproval: ({ id }: { id: string }) => void told.push(id) },
      );
    const asked = await act('as it was').call('act');
    if (asked.status !== 'pending') throw new Error(asked.text);
    const { resume } = act('as it is');
    const caller = callers.agent;
    const anew = await resume(asked.approval.id, { caller });
    if (anew.status !== 'pending') throw new Error(anew.text);
    expect(await resume(anew.approval.id, { caller })).toMatchObject({ status: 'pending' });
    expect(told).toEqual([asked.approval.id, anew.approval.id]);
  });
  test('private arguments stay out of the log and of the preview', async () => {
    const { call, events } = desk();
    const outcome = await call('create_ticket', { subject: 'Help', password: 'hunter2' });
    expect(JSON.stringify(events)).not.toContain('hunter2');
    expect(outcome).toMatchObject({
      approval: { preview: expect.not.stringContaining('hunter2') },
    });
  });
});

describe('explain', () => {
  const explain = (name: string, args: unknown, caller = callers.user) =>
    desk().explain({ id: '1', name, arguments: JSON.stringify(args) }, caller);

  test.each<[string, string, unknown, object]>([
    ['allow', 'get_weather', { location: 'x' }, { effect: 'allow', visible: true }],
    ['ask', 'create_ticket', { subject: 'Help' }, { effect: 'ask', visible: true, by: 'approval' }],
    [
      'unknown',
      'nope',
      {},
      { effect: 'deny', visible: false, by: 'resolve', code: 'tool_not_found' },
    ],
    [
      'hidden',
      'delete_user',
      {},
      { effect: 'deny', visible: false, by: 'resolve', code: 'permission_denied' },
    ],
    [
      'invalid',
      'get_weather',
      {},
      { effect: 'deny', visible: true, by: 'validate', code: 'invalid_arguments' },
    ],
    ['unsafe', 'get_weather', { location: '\u{e0041}' }, { by: 'guard', code: 'unsafe_arguments' }],
  ])('%s', async (_, name, args, wanted) => {
    expect(await explain(name, args)).toMatchObject(wanted);
  });

  test('charges, stores, records and runs nothing', async () => {
    let ran = 0;
    const limit = { name: 'few', limit: 1, perMs: 60_000, by: 'user', onOutage: 'deny' } as const;
    const tool = fixtureTool(
      'ping',
      {},
      { effect: 'write', permission: levels.write_requires_approval, limits: [limit] },
    );
    const ledger = memoryLedger();
    const { explain, events } = bench(
      { ping: tool },
      {
        ping: () => {
          ran += 1;
        },
      },
      { ledger },
    );
    for (let count = 0; count < 3; count++)
      expect(await explain({ id: '1', name: 'ping', arguments: '{}' }, callers.user)).toMatchObject(
        { effect: 'ask' },
      );
    expect([ran, events.length, (await ledger.approvals({})).length]).toEqual([0, 0, 0]);
  });
});

test('a tool that tighten disables is not there', async () => {
  const { call, toolsFor } = desk({ tighten: { disable: ['get_weather'] } });
  expect(await call('get_weather', { location: 'x' })).toMatchObject({
    error: { code: 'tool_not_found' },
  });
  expect(toolsFor(callers.user).map(({ name }) => name)).not.toContain('get_weather');
});
