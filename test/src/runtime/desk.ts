import { createRuntime, type EventSink, memoryLedger, type ToolEvent } from '../../../src/index.js';
import type { Ledger } from '../../../src/ledger/ledger.js';
import type { Runtime, RuntimeOptions } from '../../../src/runtime-api.js';
import { type VirtualEnv, virtualEnv } from '../../../src/testing/index.js';
import type { Caller } from '../../../src/tool.js';
import { callers, handlers, tools } from '../../fixture/desk.js';

type Handlers = typeof handlers;
type Options = RuntimeOptions<typeof tools.tools>;

export interface Desk {
  readonly runtime: Runtime;
  readonly env: VirtualEnv;
  readonly ledger: Ledger;
  readonly events: readonly ToolEvent[];
  /** One call, its arguments an object or raw text. */
  run(
    name: string,
    args: unknown,
    options?: { caller?: Caller | null; key?: string; signal?: AbortSignal },
  ): ReturnType<Runtime['run']>;
  /** The events of one call. */
  of(key: string): readonly ToolEvent[];
}

/** The fixture desk on a virtual clock; `change` replaces handlers. */
export function desk(
  change: Partial<Handlers> = {},
  parts: { readonly env?: VirtualEnv; readonly ledger?: Ledger } & Pick<Options, 'onApproval'> = {},
): Desk {
  const env = parts.env ?? virtualEnv();
  const ledger = parts.ledger ?? memoryLedger({ env });
  const events: ToolEvent[] = [];
  const sink: EventSink = { name: 'test', write: (event) => events.push(event) };
  const runtime = createRuntime({
    tools,
    handlers: { ...handlers, ...change },
    ...parts,
    ledger,
    events: [sink],
    env,
    root: '/',
  });
  let calls = 0;
  return {
    runtime,
    env,
    ledger,
    events,
    run(name, args, { caller = callers.agent, ...options } = {}) {
      calls += 1;
      const text = typeof args === 'string' ? args : JSON.stringify(args);
      return runtime.run({ id: `call_${calls}`, name, arguments: text }, { caller, ...options });
    },
    of: (key) => events.filter((event) => event.key === key),
  };
}
