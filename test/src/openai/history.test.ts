import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closed } from '../../../src/openai/history.js';
import type { Message } from '../../../src/openai/protocol.js';
import { problemOf } from '../../../src/testing/request-rules.js';
import type { WireMessage } from '../../../src/testing/wire.js';

const isRead = (name: string) => name === 'read';
const user: Message = { role: 'user', content: 'hello' };
const made = (...calls: [id: string, name: string][]): Message => ({
  role: 'assistant',
  content: null,
  tool_calls: calls.map(([id, name]) => ({
    id,
    type: 'function' as const,
    function: { name, arguments: '{}' },
  })),
});
const answer = (id: string, content = `of ${id}`): Message => ({
  role: 'tool',
  tool_call_id: id,
  content,
});
const codes = (messages: readonly Message[]) =>
  messages.map((message) => {
    if (message.role !== 'tool') return message.role;
    const text = String(message.content);
    return text.startsWith('{') ? JSON.parse(text).error.code : text;
  });

describe('a history is closed', () => {
  test.each<[string, Message[], string[]]>([
    ['nothing to do', [user, made(['a', 'read']), answer('a')], ['user', 'assistant', 'of a']],
    ['a lost read', [made(['a', 'read']), user], ['assistant', 'canceled', 'user']],
    ['a lost write', [made(['a', 'write'])], ['assistant', 'outcome_unknown']],
    [
      'one of two lost',
      [made(['a', 'read'], ['b', 'read']), answer('b'), user],
      ['assistant', 'canceled', 'of b', 'user'],
    ],
    [
      'an answer that comes late',
      [made(['a', 'x']), user, answer('a')],
      ['assistant', 'of a', 'user'],
    ],
    ['an answer to nothing', [user, answer('a'), user], ['user', 'user']],
    [
      'an answer that says nothing',
      [made(['a', 'x']), answer('a', null as never)],
      ['assistant', 'outcome_unknown'],
    ],
    ['an answer twice', [made(['a', 'x']), answer('a', '1'), answer('a', '2')], ['assistant', '1']],
    [
      'two calls with one id',
      [made(['a', 'x'], ['a', 'y']), answer('a', '1'), answer('a', '2')],
      ['assistant', '1', '2'],
    ],
    [
      'the same id in two turns',
      [made(['a', 'x']), answer('a', '1'), made(['a', 'x']), answer('a', '2')],
      ['assistant', '1', 'assistant', '2'],
    ],
  ])('%s', (_, messages, expected) => {
    expect(codes(closed(messages, isRead))).toEqual(expected);
  });

  test('an empty list of calls goes', () => {
    const empty: Message = { role: 'assistant', content: null, tool_calls: [] };
    expect(closed([empty], isRead)).toEqual([{ role: 'assistant', content: '' }]);
  });

  test('whatever came, the API takes it; a second closing changes nothing', () => {
    // What a program kept may lack ids or count them.
    const id = fc.constantFrom('', 'a', 'b', 'call_0_0', undefined as never, 3 as never);
    const message = fc.oneof(
      fc.constant(user),
      id.map((name) => answer(name)),
      fc
        .array(fc.tuple(id, fc.constantFrom('read', 'write', '', 'a.b')), { maxLength: 3 })
        .map((calls) => made(...calls)),
    );
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 12 }), (messages) => {
        const list = closed(messages, isRead);
        const request = { model: 'm', messages: [user, ...list] as unknown as WireMessage[] };
        expect(problemOf(request)).toBeUndefined();
        expect(closed(list, isRead)).toEqual(list);
      }),
      { numRuns: 500 },
    );
  });
});
