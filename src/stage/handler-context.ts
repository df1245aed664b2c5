import type { PermittedCall } from '../call.js';
import type { Caller } from '../contract.js';
import { idempotencyScope } from '../expression.js';
import { isObject, type JsonObject } from '../json.js';
import type { Context } from '../tool.js';
import type { World } from '../world.js';
import { checksOf } from './checks-of.js';
import { plainJson } from './plain.js';

/** A JSON text, fit for an HTTP header: two texts stay two, as JSON itself may escape any character so. */
const inAscii = (json: string): string =>
  json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** What a handler gets beside its arguments. What costs something is made only when it is asked for. */
export class HandlerContext implements Context {
  readonly app: Context['app'];
  readonly #call: PermittedCall;
  readonly #world: World;
  readonly #fence: number | undefined;
  #controller: AbortController | undefined;
  #reason: Error | undefined;

  constructor(call: PermittedCall, world: World, app: Context['app'], fence: number | undefined) {
    this.app = app;
    this.#call = call;
    this.#world = world;
    this.#fence = fence;
  }

  get caller(): Caller | null {
    return this.#call.caller;
  }

  get key(): string {
    return this.#call.key;
  }

  get idempotencyKey(): string {
    const call = this.#call;
    if (!call.contract.idempotencyKey) return inAscii(call.key);
    const { tenant, tool, key } = idempotencyScope(call);
    return inAscii(JSON.stringify([tenant, tool, key]));
  }

  get fence(): number {
    // Of a tool without `exclusive` there is none; the type says so, and reading it gives undefined.
    return this.#fence as number;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#reason) this.#controller.abort(this.#reason);
    return this.#controller.signal;
  }

  get root(): string {
    return this.#world.root;
  }

  get checksOf(): Context['checksOf'] {
    const { args, contract } = this.#call;
    return (value) => checksOf(value, args, contract);
  }

  get log(): Context['log'] {
    const [call, world] = [this.#call, this.#world];
    return (message, fields) => say('log', message, fields, call, world);
  }

  get progress(): Context['progress'] {
    const [call, world] = [this.#call, this.#world];
    return (message, fields) => say('progress', message, fields, call, world);
  }

  /** Tells the handler that nobody waits for it any more. */
  abort(reason: Error): void {
    this.#reason ??= reason;
    this.#controller?.abort(this.#reason);
  }
}

function say(
  type: 'log' | 'progress',
  message: string,
  fields: JsonObject | undefined,
  call: PermittedCall,
  { recorder }: World,
): void {
  // What a handler hands over may be anything, and may change afterwards.
  const plain = plainJson(fields);
  const kept = 'value' in plain && isObject(plain.value) ? plain.value : undefined;
  recorder.record(call, { type, message: String(message), ...(kept && { fields: kept }) });
}
