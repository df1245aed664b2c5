import { createRuntime } from 'toolwright';
import { callers } from '../test/fixture/desk.js';
import { built, median, toolsOf } from './built.js';

/**
 * Whether time tells a tool that does not exist from one that the caller may not see: 10,000 calls of each in turn, the
 * difference of the medians of their wall times.
 */
const CALLS = 10_000;

const toolsYaml = `version: 1
name: hidden
permissions: { admins: { roles: [admin] } }
tools:
  delete_user:
    description: Delete a user
    effect: read
    permission: admins
    parameters: { type: object, properties: { id: { type: string, maxLength: 20 } }, required: [id] }
`;
const tools = await toolsOf(built('unknown', toolsYaml));
const handlers = { delete_user: async () => ({}) };
const runtime = createRuntime({ tools, handlers: handlers as never });

const times = { delete_user: [] as number[], remove_user: [] as number[] };
const answers = new Set<string>();
for (let index = 0; index < CALLS; index++)
  for (const name of ['delete_user', 'remove_user'] as const) {
    const call = { id: `c${index}`, name, arguments: '{"id":"usr_1"}' };
    const start = performance.now();
    const { text } = await runtime.run(call, { caller: callers.user });
    times[name].push(performance.now() - start);
    answers.add(text.replaceAll(name, '<name>'));
  }
await runtime.close();
const [forbidden, unknown] = [median(times.delete_user), median(times.remove_user)];
const us = (ms: number) => `${(ms * 1000).toFixed(2)} us`;
console.log(`${answers.size === 1 ? 'the same text' : 'NOT the same text'} but for the name`);
console.log(`forbidden ${us(forbidden)}, unknown ${us(unknown)}: ${us(forbidden - unknown)} apart`);
