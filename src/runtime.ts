import { approvals, type Prepare } from './approvals.js';
import { boot } from './boot.js';
import type { Outcome, Received, ToolCall } from './call.js';
import type { Caller } from './contract.js';
import { Refusal, SetupError } from './error.js';
import { explain } from './explain.js';
import type { JsonObject } from './json.js';
import { visible } from './permission.js';
import { run } from './pipeline.js';
import type { RunOptions, Runtime, RuntimeOptions, ToolInfo } from './runtime-api.js';
import { refuse } from './stage/finish.js';
import { prepare } from './stage/prepare.js';
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
  const one = async (call: ToolCall, run_: RunOptions): Promise<Outcome> => {
    const received = receive(call, run_, world);
    return run_.refuse ? refuse(received, new Refusal(run_.refuse), world) : run(received, world);
  };
  return {
    run: one,
    runAll: (calls, all) => Promise.all(calls.map((call, index) => one(call, { ...all, index }))),
    resume: async (id, resumed) => run(await resumedCall(id, resumed, world), world),
    explain: (call, caller) => explain(receive(call, { caller }, world), world),
    toolsFor: (caller) => shown(world, caller).map(infoOf),
    providerTools: (provider, caller) => providerTools(options.tools, provider, world, caller),
    approvals: approvals(world, prepared),
    ledger: world.ledger,
    env: world.env,
    close: () => world.recorder.close(),
  };
}

function receive(call: ToolCall, options: RunOptions, world: World): Received {
  const { caller, signal } = options;
  const key = keyOf(options) ?? world.env.id();
  return {
    call,
    caller,
    key,
    run: options.run ?? key,
    signal,
    approval: undefined,
    replayable: options.key !== undefined || options.turn !== undefined,
    at: world.env.now(),
  };
}

/** Injective, and scoped to tenant and caller: no two of them ever meet under a key. Undefined: a fresh one. */
function keyOf({ caller, key, run, turn, index = 0 }: RunOptions): string | undefined {
  const who = [caller?.tenant ?? null, caller?.id ?? null];
  if (key !== undefined) return JSON.stringify([...who, key]);
  if (run !== undefined && turn !== undefined) return JSON.stringify([...who, run, turn, index]);
  return undefined;
}

/** A call that waited for a person, as it was first asked, for the caller as they are now. */
async function resumedCall(
  id: string,
  { caller, signal }: Parameters<Runtime['resume']>[1],
  world: World,
): Promise<Received> {
  const approval = await world.ledger?.approval(id);
  const own =
    approval?.tenant === (caller?.tenant ?? null) && approval.caller === (caller?.id ?? null);
  // Another caller's approval is answered like one that does not exist.
  if (!approval || !own)
    throw new SetupError('approval_not_found', `there is no approval ${id} of this caller`);
  const args: JsonObject = approval.edited ?? approval.proposed;
  return {
    call: { ...approval.call, arguments: args },
    caller,
    key: approval.key,
    run: approval.run,
    signal,
    approval,
    replayable: true,
    at: world.env.now(),
  };
}

const shown = (world: World, caller: Caller | null): readonly AnyTool[] =>
  [...world.tools.values()].flatMap(({ tool }) => (visible(tool.contract, caller) ? [tool] : []));

const infoOf = ({ contract }: AnyTool): ToolInfo => ({
  name: contract.name,
  description: contract.description,
  effect: contract.effect,
  permission: contract.permission.name,
  hash: contract.hash,
});

/** Always in the generated order, and the very same objects: prompt caches hit. */
async function providerTools(
  toolset: RuntimeOptions<Readonly<Record<string, AnyTool>>>['tools'],
  provider: ProviderName,
  world: World,
  caller: Caller | null,
): Promise<readonly JsonObject[]> {
  const { tools } = await toolset.providers[provider]();
  const names = new Set(shown(world, caller).map(({ contract }) => contract.name));
  return tools.flatMap(({ name, tool }) => (names.has(name) ? [tool] : []));
}
