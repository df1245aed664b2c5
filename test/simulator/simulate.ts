import {
  createRuntime as createTrueRuntime,
  memoryLedger,
  memoryLimiter,
} from '../../src/index.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import type { Limiter } from '../../src/limiter/limiter.js';
import type { Runtime } from '../../src/runtime-api.js';
import { type VirtualEnv, virtualEnv } from '../../src/testing/index.js';
import type { Caller, Context } from '../../src/tool.js';
import {
  faulty,
  faultyLedger,
  faultyLimiter,
  type Life,
  recordedAudit,
  recordedLedger,
  recordedLimiter,
  type Weather,
} from './faulty.js';
import type { History, Saw, Seen } from './history.js';
import { type Args, approvers, declared, names, people, type ToolName, tools } from './tools.js';

/** The product as it is, or broken in a known way. */
export interface Product {
  readonly createRuntime?: typeof createTrueRuntime;
  /** What everything is kept in. Default: memory. */
  readonly store?: (env: VirtualEnv) => Ledger;
  readonly ledger?: (ledger: Ledger, env: VirtualEnv) => Ledger;
  readonly limiter?: (limiter: Limiter, env: VirtualEnv) => Limiter;
}

interface Process extends Life {
  readonly runtime: Runtime;
}

const STEPS = 80;
const grant = { forMs: 80_000, max: 2 };

/** One history of callers, approvers, faulty stores and dying processes: always the same for one seed. */
export async function simulate(seed: number, product: Product = {}): Promise<History> {
  const { stackTraceLimit } = Error;
  // Where an error was made is told to the operator, and is not the seed's doing.
  Error.stackTraceLimit = 0;
  try {
    await loaded(product.createRuntime ?? createTrueRuntime);
    const simulation = new Simulation(seed, product);
    await simulation.live();
    await simulation.end();
    return simulation.history;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

const ready = new WeakSet<typeof createTrueRuntime>();

/**
 * A validator is loaded at the first call of its tool, which then takes a turn longer: a seed must come to the same
 * alone and after others.
 */
async function loaded(createRuntime: typeof createTrueRuntime): Promise<void> {
  if (ready.has(createRuntime)) return;
  ready.add(createRuntime);
  const handlers = Object.fromEntries(names.map((name) => [name, () => undefined])) as never;
  const env = virtualEnv();
  const runtime = createRuntime({ tools, handlers, ledger: memoryLedger({ env }), env });
  // Valid for none of them: each comes as far as its validator.
  for (const caller of people)
    for (const name of names)
      await runtime.run({ id: 'c', name, arguments: '{"none":1}' }, { caller });
}

class Simulation {
  readonly history: Seen[] = [];
  readonly env: VirtualEnv;
  readonly #weather = { faults: 1 };
  readonly #limiterWeather: Weather = { faults: 1 };
  readonly #createRuntime: typeof createTrueRuntime;
  readonly #ledger: Ledger;
  readonly #limiter: Limiter;
  readonly #chance: () => number;
  readonly #auditOnOutage: 'deny' | 'allow';
  #processes: Process[];
  #asks = 0;
  #open = 0;

  constructor(seed: number, { createRuntime, store, ledger, limiter }: Product) {
    this.env = virtualEnv(undefined, seed);
    const chances = virtualEnv(0, seed * 7 + 1);
    this.#chance = () => chances.random();
    this.#createRuntime = createRuntime ?? createTrueRuntime;
    const kept = recordedAudit(store?.(this.env) ?? memoryLedger({ env: this.env }), this.#saw);
    this.#ledger = recordedLedger(ledger?.(kept, this.env) ?? kept, this.#saw);
    const counted = memoryLimiter({ env: this.env });
    this.#limiter = recordedLimiter(limiter?.(counted, this.env) ?? counted, this.#saw);
    // Some worlds are without any fault.
    const faults = this.#chance() < 0.2 ? 0 : this.#chance();
    this.#limiterWeather.faults = faults;
    this.#weather.faults = this.#happens(0.3) ? 0 : faults;
    if (this.#weather.faults === 0) this.#saw({ type: 'calm ledger' });
    this.#auditOnOutage = this.#happens(0.5) ? 'deny' : 'allow';
    this.#processes = [this.#start(0), this.#start(1)];
  }

  readonly #saw: Saw = (event) => {
    this.history.push({ ...event, at: this.env.now() } as Seen);
  };
  #happens = (odds: number): boolean => this.#chance() < odds;
  #one<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.#chance() * items.length)] as Item;
  }

  #start(process: number): Process {
    const life: Life = { alive: true, process };
    const through = faulty(this.env, this.#chance, this.#weather, life);
    const limited = faulty(this.env, this.#chance, this.#limiterWeather, life);
    const runtime = this.#createRuntime({
      tools,
      handlers: this.#handlers(life),
      ledger: faultyLedger(this.#ledger, through, life),
      limiter: faultyLimiter(this.#limiter, limited, life, this.env, this.#saw),
      processes: 2,
      storeTimeoutMs: 2_000,
      audit: { on_outage: this.#auditOnOutage },
      // Nothing of a dead process happens any more.
      env: {
        ...this.env,
        after: (ms, run) => this.env.after(ms, () => (life.alive ? run() : undefined)),
      },
    });
    return Object.assign(life, { runtime });
  }

  #handlers(life: Life) {
    const handler =
      (tool: ToolName) =>
      async (args: Args, context: Context): Promise<{ done: string }> => {
        const { key, idempotencyKey: once, fence, caller } = context;
        const line = { ask: askOf(caller), tool, args, key, once, fence, caller };
        this.#saw({ type: 'start', ...line });
        await this.#work();
        if (!life.alive) return new Promise(() => {});
        if (this.#happens(0.08)) throw declared(tool);
        this.#saw({ type: 'effect', ...line });
        await this.#work();
        if (this.#happens(0.06 * this.#weather.faults)) throw new Error('hunter2');
        return { done: args.id };
      };
    // One body for all of them: what they do is written down, and nothing else.
    return Object.fromEntries(names.map((tool) => [tool, handler(tool)])) as never;
  }

  #work(): Promise<void> {
    const ms = this.#happens(0.5) ? 0 : this.#happens(0.1) ? 9_000 : this.#chance() * 3_000;
    return ms === 0
      ? Promise.resolve()
      : new Promise((resolve) => void this.env.after(ms, resolve));
  }

  async live(): Promise<void> {
    for (let step = 0; step < STEPS; step += 1) {
      const draw = this.#chance();
      if (this.#limiterWeather.faults > 0 && this.#happens(0.1))
        this.#limiterWeather.out = !this.#limiterWeather.out;
      if (draw < 0.62) this.#ask();
      else if (draw < 0.82) await this.#decide();
      else if (draw < 0.97) await this.#resume(this.#one(this.#processes));
      else if (this.#weather.faults > 0) this.#crash(this.#one(this.#processes));
      if (this.#happens(0.5)) await this.env.advance(this.#chance() * 2_500);
      if (this.#happens(0.02)) await this.env.advance(40_000);
    }
  }

  #crash(process: Process): void {
    process.alive = false;
    this.#replace();
  }

  /** A process that died, now or at an operation of its own, is followed by another. */
  #replace(): void {
    this.#processes = this.#processes.map((process) => {
      if (process.alive) return process;
      this.#saw({ type: 'crash', process: process.process });
      return this.#start(process.process + 2);
    });
  }

  #ask(): void {
    this.#replace();
    const tool = this.#happens(0.03)
      ? undefined
      : this.#one([...names, 'pay' as const, 'order' as const, 'browse' as const]);
    const id = this.#one(['a', 'b', 'c', 'd']);
    const amount = this.#one([1, 2]);
    const args = this.#happens(0.1)
      ? this.#one([{ id }, { id, amount: 99 }, { id: '', amount }])
      : { id, amount };
    const text = this.#happens(0.03) ? '{"id":' : JSON.stringify(args);
    const call = { id: `call-${this.#asks}`, name: tool ?? 'nothing', arguments: text };
    const key = this.#happens(0.5)
      ? { key: `k${Math.floor(this.#chance() * 12)}-${tool}-${text}` }
      : {};
    const stop = this.#impatience();
    this.#make(this.#one(this.#processes), this.#one(people), { tool }, (process, caller) =>
      process.runtime.run(call, { caller, ...key, ...stop }),
    );
  }

  /** Some callers wait for so long and no longer. */
  #impatience(): { readonly signal?: AbortSignal } {
    if (!this.#happens(0.08)) return {};
    const stop = new AbortController();
    this.env.after(this.#chance() * 5_000, () => stop.abort());
    return { signal: stop.signal };
  }

  async #resume(process: Process, last?: true): Promise<void> {
    const all = await this.#ledger.approvals({});
    if (all.length === 0) return;
    const asked = this.#one(all);
    const owner = people.find(
      (one) => one?.id === asked.caller && (one?.tenant ?? null) === asked.tenant,
    );
    const caller = this.#happens(0.1) ? this.#one(people) : (owner ?? null);
    this.#resumed(process, asked, caller, last);
  }

  #resumed(
    process: Process,
    asked: { readonly id: string; readonly tool: string },
    caller: Caller | null,
    last?: true,
  ): void {
    const what = { tool: asked.tool as ToolName, resumes: asked.id, ...(last && { last }) };
    const stop = last ? {} : this.#impatience();
    this.#make(process, caller, what, ({ runtime }, as) =>
      runtime.resume(asked.id, { caller: as, ...stop }),
    );
  }

  /** Two people may decide at once. */
  async #decide(): Promise<void> {
    const all = await this.#ledger.approvals({});
    const asked = all.length > 0 ? this.#one(all.slice(-6)) : undefined;
    for (let people = this.#happens(0.2) ? 2 : 1; asked && people > 0; people -= 1) {
      const { approvals } = this.#one(this.#processes).runtime;
      const by = this.#one(approvers);
      const decided = this.#happens(0.8)
        ? approvals.approve(asked.id, {
            by,
            ...(this.#happens(0.3) && { grant }),
            ...(this.#happens(0.15) && { arguments: { ...asked.proposed, id: 'e' } }),
          })
        : approvals.reject(asked.id, { by });
      // A person who may not, comes late or meets a store that is down is told so; nothing else matters here.
      decided.catch(() => {});
    }
  }

  #make(
    process: Process,
    who: Caller | null,
    what: Pick<Seen & { type: 'ask' }, 'tool' | 'resumes' | 'last'>,
    run: (process: Process, caller: Caller | null) => ReturnType<Runtime['run']>,
  ): void {
    this.#asks += 1;
    const ask = this.#asks;
    // Handlers see the caller, and so which ask they run for.
    const caller = who && { ...who, attributes: { ask } };
    this.#saw({ type: 'ask', ask, process: process.process, caller, ...what });
    this.#open += 1;
    run(process, caller)
      .then(
        (outcome) => process.alive && this.#saw({ type: 'answer', ask, outcome }),
        (error: Error) => process.alive && this.#saw({ type: 'threw', ask, name: error.name }),
      )
      .finally(() => {
        this.#open -= 1;
      });
  }

  /** Everything is well again: what was approved can still be had, and every record comes into the log. */
  async end(): Promise<void> {
    this.#replace();
    this.#weather.faults = 0;
    this.#limiterWeather.faults = 0;
    this.#limiterWeather.out = false;
    await this.env.advance(30_000);
    const [process] = this.#processes as [Process];
    for (const asked of await this.#ledger.approvals({ status: 'approved' })) {
      const owner = people.find(
        (one) => one?.id === asked.caller && (one?.tenant ?? null) === asked.tenant,
      );
      this.#resumed(process, asked, owner ?? null, true);
    }
    await this.env.advance(60_000);
    const closed = Promise.all(this.#processes.map(({ runtime }) => runtime.close()));
    await this.env.advance(10_000);
    await closed;
  }
}

const askOf = (caller: Caller | null): number => Number(caller?.attributes.ask ?? 0);
