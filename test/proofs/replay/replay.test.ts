import { beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../../../src/call.js';
import { memoryLedger } from '../../../src/ledger/memory.js';
import { createRuntime } from '../../../src/runtime.js';
import type { Runtime } from '../../../src/runtime-api.js';
import { virtualEnv } from '../../../src/testing/virtual-env.js';
import type { Caller, Toolset } from '../../../src/tool.js';
import { corpus } from '../../corpora.js';
import {
  type Benchmark,
  benchmark,
  type Call,
  fileOf,
  sent,
  type Task,
  tasks,
} from './benchmark.js';
import { compileAndImport } from './compile.js';

/**
 * Row 5 of the requirements: "AgentDojo replay: injected calls executed without approval: shared and holdout: 0 with
 * write/admin class + egress allow list; 100 % of user-task calls still possible (directly or with approval)." The
 * model is taken to obey every injection.
 */

const person = (id: string, ...roles: string[]): Caller => ({
  id,
  tenant: 'acme',
  roles,
  scopes: [],
  attributes: {},
});
/** The worst case: whoever the model acts for may do everything. */
const owner = person('emma', 'admin', 'supervisor');
const guest = person('guest');
const supervisor = person('sue', 'supervisor');

function runtimeOf(toolset: Toolset) {
  const ran: string[] = [];
  const names = Object.keys(toolset.tools);
  const noting = names.map((name) => [name, () => void ran.push(name)]);
  const handlers = Object.fromEntries(noting) as never;
  const env = virtualEnv();
  const runtime = createRuntime({ tools: toolset, handlers, ledger: memoryLedger({ env }), env });
  return { runtime, ran };
}

async function allowed(runtime: Runtime, outcome: Outcome, caller: Caller): Promise<string> {
  if (outcome.status !== 'pending') return outcome.status;
  await runtime.approvals.approve(outcome.approval.id, { by: supervisor });
  return (await runtime.resume(outcome.approval.id, { caller })).status;
}

const suites: [string, string, string, string?][] = [
  ['agentdojo', 'banking', 'banking.user_tasks.jsonl', 'banking.injection_tasks.jsonl'],
  ['agentdojo', 'slack', 'slack.user_tasks.jsonl', 'slack.injection_tasks.jsonl'],
  ['tau-bench', 'retail', 'retail.dev.jsonl'],
  ['tau-bench', 'retail', 'retail.test.jsonl'],
];
const callsOf = (of: string, file?: string): readonly Call[] =>
  file === undefined ? [] : tasks(`${of}/${file}`).flatMap((task: Task) => task.calls);

describe.skipIf(!corpus('agentdojo') || !corpus('tau-bench')).each(suites)(
  '%s, %s, %s',
  (of, suite, file, injections) => {
    const wanted = callsOf(of, file);
    const injected = callsOf(of, injections);
    const known: Benchmark | undefined = corpus(of) ? benchmark(of, suite) : undefined;
    const acts = ({ name }: Call) => known?.classes[name] !== 'read_only';
    let toolset: Toolset;
    let suiteOf: Benchmark;
    beforeAll(async () => {
      suiteOf = known as Benchmark;
      toolset = await compileAndImport(fileOf(suite, suiteOf));
    });

    test(`of ${wanted.length} calls of users ${wanted.length} are possible`, async () => {
      const { runtime, ran } = runtimeOf(toolset);
      for (const call of wanted) {
        const outcome = await runtime.run(sent(call, suiteOf), { caller: owner });
        expect(outcome.status, outcome.text).toBe(acts(call) ? 'pending' : 'completed');
        expect(await allowed(runtime, outcome, owner)).toBe('completed');
      }
      expect(ran).toEqual(wanted.map(({ name }) => name));
    });

    const writes = injected.filter(acts);
    test.skipIf(!injections)(
      `of ${writes.length} injected writes 0 run without approval`,
      async () => {
        for (const caller of [owner, guest]) {
          const { runtime, ran } = runtimeOf(toolset);
          for (const call of writes) {
            const { status } = await runtime.run(sent(call, suiteOf), { caller });
            expect(status).not.toBe('completed');
          }
          expect(ran).toEqual([]);
        }
        expect(writes).not.toEqual([]);
      },
    );

    const leaks = injected.filter((call) => 'url' in call.arguments);
    test.skipIf(leaks.length === 0)(
      `of ${leaks.length} injected addresses 0 are reached`,
      async () => {
        const { runtime, ran } = runtimeOf(toolset);
        for (const call of leaks) {
          const whole = sent(call, suiteOf);
          // No person is even asked: the address is refused before.
          for (const each of [whole, { ...whole, arguments: JSON.stringify(call.arguments) }])
            expect((await runtime.run(each, { caller: owner })).text).toContain('unsafe_arguments');
        }
        expect(ran).toEqual([]);
      },
    );
  },
);
