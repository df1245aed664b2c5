import { approvals, type Prepare } from './approvals.js';
import { boot } from './boot.js';
import type { Approval, Outcome, Received, ToolCall } from './call.js';
import type { Caller } from './contract.js';
import { Refusal } from './error.js';
import { explain } from './explain.js';
import { copyOf } from './json.js';
import { visible } from './permission.js';
import { run } from './pipeline.js';
import { freshKeys, receive, resumedCall, resuming } from './receive.js';
import type { RunOptions, Runtime, RuntimeOptions, ToolInfo } from './runtime-api.js';
import { refuse } from './stage/finish.js';
import { prepare } from './stage/prepare.js';
import { notFound } from './stage/resolve.js';
import { causeText } from './text/cause.js';
import type { AnyTool, ProviderName } from './tool.js';
import type { World } from './world.js';

/**
 * Puts a toolset and its handlers behind one guarded call path. Refuses to start (`SetupError`) where generated code,
 * handlers and options do not fit, or a tool that writes or may need an approval has no ledger.
 */
export function createRuntime<Tools extends Readonly<Record<string, AnyTool>>>(
  options: RuntimeOptions<Tools>,
): Runtime {
  const world = boot(options);
  const prepared: Prepare = (tool, edited, bound) => prepare(tool, edited, bound, world);
  const { onApproval } = options;
  const mint = freshKeys(world.env);
  const answer = (received: Received, own: World): Promise<Outcome> => {
    const answered = run(received, own);
    return onApproval ? announced(answered, onApproval, received, world) : answered;
  };
  // Not async: what is answered is handed on as it is, which takes three turns less than to return it from there.
  const one = (call: ToolCall, given: RunOptions, index = given.index): Promise<Outcome> => {
    let received: Received;
    try {
      received = receive(call, given, world, mint, index);
    } catch (error) {
      return Promise.reject(error);
    }
    if (given.refuse) return stop(received, given.refuse, world);
    const answered = answer(received, world.anew());
    return given.key === undefined ? answered : goneOn(answered, answer, given, world);
  };
  /** A resumed call whose tool, arguments or caller changed waits for a new approval. */
  const again: Runtime['resume'] = async (id, resumed) => {
    const own = world.anew();
    const received = await resumedCall(id, resumed, own);
    return answer(received, own);
  };
  return {
    run: (call, given) => one(call, given),
    runAll: (calls, all) => Promise.all(calls.map((call, index) => one(call, all, index))),
    resume: again,
    explain: async (call, caller) => explain(receive(call, { caller }, world, mint), world.anew()),
    toolsFor: (caller) => shown(world, caller).map(infoOf),
    providerTools: (provider, caller) => providerTools(options.tools, provider, world, caller),
    approvals: approvals(world, prepared),
    ledger: world.ledger,
    env: world.env,
    get healthy() {
      return world.recorder.healthy;
    },
    close: async () => {
      await Promise.all(world.givingBack);
      await world.recorder.close();
    },
  };
}

/** A call that a model loop does not want run, in the words a call that came this far would get. */
async function stop(
  received: Received,
  code: NonNullable<RunOptions['refuse']>,
  world: World,
): Promise<Outcome> {
  const message = code === 'tool_not_found' ? { message: notFound(received, world) } : {};
  return refuse(received, new Refusal(code, message), world);
}

/** Of a call that comes again under the program's key, somebody may have agreed to other arguments since: those run. */
async function goneOn(
  answered: Promise<Outcome>,
  answer: (received: Received, own: World) => Promise<Outcome>,
  given: RunOptions,
  world: World,
): Promise<Outcome> {
  const outcome = await answered;
  if (outcome.status !== 'pending' || outcome.approval.status === 'pending') return outcome;
  // The provider has given it another id by now, and waits for the answer there.
  return answer(resuming(outcome.approval, given, world, outcome.call.id), world.anew());
}

/** One that was decided waits for nobody, and who resumed a call knows of the approval. */
const asksAnew = ({ id, status }: Approval, { approval }: Received): boolean =>
  status === 'pending' && id !== approval?.id;

/** Tells the program that a person is wanted. The call waits whether that succeeds or not. */
async function announced(
  answered: Promise<Outcome>,
  onApproval: NonNullable<RuntimeOptions<never>['onApproval']>,
  received: Received,
  world: World,
): Promise<Outcome> {
  const outcome = await answered;
  if (outcome.status === 'pending' && asksAnew(outcome.approval, received)) {
    const failed = (cause: unknown) => {
      const fields = { cause: causeText(cause) };
      world.recorder.record(received, { type: 'log', message: 'onApproval failed', fields });
    };
    // Not awaited: an answer does not wait for a mail to be sent.
    Promise.resolve(outcome.approval).then(onApproval).catch(failed);
  }
  return outcome;
}

/** A program without types may leave the caller out: that is nobody, here as for a call. */
const shown = (world: World, caller: Caller | null | undefined): readonly AnyTool[] =>
  [...world.tools.values()].flatMap(({ tool }) =>
    visible(tool.contract, caller ?? null) ? [tool] : [],
  );

const infoOf = ({ contract }: AnyTool): ToolInfo => ({
  name: contract.name,
  description: contract.description,
  effect: contract.effect,
  permission: contract.permission.name,
  hash: contract.hash,
});

/** Always in the generated order, the same bytes: prompt caches hit. Copies: a program may mark what it sends. */
async function providerTools<Entry>(
  toolset: RuntimeOptions<Readonly<Record<string, AnyTool>>>['tools'],
  provider: ProviderName,
  world: World,
  caller: Caller | null,
): Promise<Entry[]> {
  const { tools } = await toolset.providers[provider]();
  const names = new Set(shown(world, caller).map(({ contract }) => contract.name));
  // Emitted by the compiler for this provider, from the schema of the tool.
  return tools.flatMap(({ name, tool }) => (names.has(name) ? [copyOf(tool) as Entry] : []));
}
