import { createRuntime, memoryLedger, memoryLimiter, StoreError } from '../../src/index.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import type { Limiter } from '../../src/limiter/limiter.js';
import { virtualEnv } from '../../src/testing/index.js';
import type { Context } from '../../src/tool.js';
import { callers } from '../fixture/desk.js';
import { faultyLedger, recordedAudit, recordedLedger, recordedLimiter } from './faulty.js';
import type { History, Saw, Seen } from './history.js';
import type { Product } from './simulate.js';
import { type Args, names, type ToolName, tools } from './tools.js';

/** Histories that are told, and not drawn: what breaks the product in a way that chance finds once in a thousand. */
export const told: Readonly<Record<string, (product: Product) => Promise<History>>> = {
  /** A write is stored as begun, the answer is lost, and the call comes again when its time is over. */
  async 'a try that was given up is not withdrawn'(product) {
    const world = new World(product);
    let answers = 0;
    const begin: Ledger['begin'] = async (...given) => {
      const answer = await world.ledger.begin(...given);
      answers += 1;
      if (answers === 1) throw new StoreError('ledger', 'no answer');
      return answer;
    };
    const process = world.start(0, { begin });
    for (const _ of [1, 2]) {
      process.ask('write', 'k');
      await world.env.advance(60_000);
    }
    await process.runtime.close();
    return world.history;
  },

  /** A process dies after a payment, and when its claim is over another is asked for the same payment. */
  async 'a dead claim leaves no trace'(product) {
    const world = new World(product);
    const dies = world.start(0);
    dies.work = () => {
      dies.alive = false;
      world.saw({ type: 'crash', process: 0 });
      return new Promise(() => {});
    };
    dies.ask('pay', 'first');
    await world.env.advance(60_000);
    const lives = world.start(1);
    lives.ask('pay', 'second');
    await world.env.advance(60_000);
    await lives.runtime.close();
    return world.history;
  },

  /** One call comes three times, and the limit has room for two. */
  async 'a call that comes again is charged again'(product) {
    const world = new World(product);
    const process = world.start(0);
    for (const _ of [1, 2, 3]) {
      process.ask('write', 'k');
      await world.env.advance(10);
    }
    await process.runtime.close();
    return world.history;
  },
};

class World {
  readonly env = virtualEnv();
  readonly history: Seen[] = [];
  readonly ledger: Ledger;
  readonly #limiter: Limiter;
  #asks = 0;

  constructor({ ledger, limiter }: Product) {
    const counted = memoryLimiter({ env: this.env });
    this.#limiter = recordedLimiter(limiter?.(counted, this.env) ?? counted, this.saw);
    const kept = recordedAudit(memoryLedger({ env: this.env }), this.saw);
    this.ledger = recordedLedger(ledger?.(kept, this.env) ?? kept, this.saw);
  }

  readonly saw: Saw = (event) => {
    this.history.push({ ...event, at: this.env.now() } as Seen);
  };

  start(process: number, change: Partial<Ledger> = {}) {
    const life = { alive: true, process, work: async () => {} };
    const through = async <Answer>(operation: () => Answer | Promise<Answer>): Promise<Answer> =>
      life.alive ? operation() : new Promise<never>(() => {});
    const handler =
      (tool: ToolName) =>
      async (args: Args, { key, idempotencyKey: once, fence, caller }: Context) => {
        const line = { ask: Number(caller?.attributes.ask), tool, args, key, once, fence, caller };
        this.saw({ type: 'start', ...line });
        this.saw({ type: 'effect', ...line });
        await life.work();
        return { done: args.id };
      };
    const runtime = createRuntime({
      tools,
      // One body for all of them.
      handlers: Object.fromEntries(names.map((tool) => [tool, handler(tool)])) as never,
      ledger: faultyLedger({ ...this.ledger, ...change }, through, life),
      limiter: this.#limiter,
      env: this.env,
    });
    const ask = (tool: ToolName, key: string): void => {
      this.#asks += 1;
      const ask = this.#asks;
      const caller = { ...callers.agent, attributes: { ask } };
      this.saw({ type: 'ask', ask, process, tool, caller });
      const call = { id: `call-${ask}`, name: tool, arguments: '{"id":"a","amount":1}' };
      const answered = runtime.run(call, { caller, key });
      answered.then((outcome) => life.alive && this.saw({ type: 'answer', ask, outcome }));
    };
    return Object.assign(life, { runtime, ask });
  }
}
