import { type Contract, FORMAT } from './contract.js';
import { systemEnv } from './env.js';
import { SetupError } from './error.js';
import { isObject } from './json.js';
import { checks } from './sanitize/checks.js';
import { transforms } from './sanitize/transforms.js';
import { type Shape, shapesIn } from './shape.js';
import type { AnyTool, Handler, Toolset } from './tool.js';

const isToolset = (given: unknown): boolean =>
  isObject(given) &&
  isObject(given.tools) &&
  Object.values(given.tools).every((tool) => isObject(tool) && isObject(tool.contract));
const isFunction = (given: unknown): boolean => typeof given === 'function';
/** A member that is there and undefined would take the place of the system's. */
const isEnv = (given: unknown): boolean =>
  isObject(given) &&
  Object.entries(given).every(([name, member]) => isFunction(member) || !(name in systemEnv));
const optional =
  (fits: (given: unknown) => boolean) =>
  (given: unknown): boolean =>
    given === undefined || given === null || fits(given);

/** What each option must be where a program has no types to say so, and what to give instead. */
const forms: Readonly<Record<string, readonly [(given: unknown) => boolean, string]>> = {
  tools: [isToolset, 'the `tools` that generated/index exports'],
  handlers: [isObject, 'the `handlers` of generated/handlers, or an object with one for each tool'],
  events: [optional(Array.isArray), 'a list, such as [jsonlAudit(file)]'],
  tighten: [
    optional((given) => isObject(given) && optional(Array.isArray)(given.disable)),
    "an object with a list, such as { disable: ['delete_user'] }",
  ],
  redact: [optional(isFunction), 'a function of a value'],
  onApproval: [optional(isFunction), 'a function of an approval'],
  root: [optional((given) => typeof given === 'string'), 'a folder, as a text'],
  audit: [optional(isObject), "an object, such as { on_outage: 'deny' }"],
  env: [optional(isEnv), 'an object of functions, such as virtualEnv()'],
};

/** A wrong option would be a bare TypeError here, or say nothing until the first call that needs it. */
export function checkOptions(options: unknown): void {
  if (!isObject(options))
    throw new SetupError(
      'invalid_option',
      'createRuntime got no options: give it an object with `tools` and `handlers`',
    );
  for (const [name, [fits, instead]] of Object.entries(forms)) {
    if (fits(options[name])) continue;
    const fault = options[name] === undefined ? 'missing' : 'not what it must be';
    throw new SetupError(
      'invalid_option',
      `\`${name}\` is ${fault}: give createRuntime ${instead}`,
    );
  }
}

/** Generated code of another layout may mean something else by the same words. */
export function checkToolset({ format, name, tools }: Toolset): void {
  for (const found of [format, ...Object.values(tools).map((tool) => tool.contract.format)])
    if (found !== FORMAT)
      throw new SetupError(
        'format_mismatch',
        `${name} was generated in format ${found}, this toolwright reads ${FORMAT}: run \`toolwright generate\``,
      );
}

export function checkHandlers(
  tools: Readonly<Record<string, AnyTool>>,
  handlers: Readonly<Record<string, Handler>>,
): void {
  for (const name of Object.keys(tools)) checkHandler(name, handlers);
  for (const name of Object.keys(handlers))
    if (!Object.hasOwn(tools, name))
      throw new SetupError(
        'orphan_handler',
        `there is a handler for ${name}, but no such tool: leave it out, or declare the tool and generate`,
      );
}

function checkHandler(name: string, handlers: Readonly<Record<string, Handler>>): void {
  const file = `handlers/${name}.ts`;
  if (!Object.hasOwn(handlers, name))
    throw new SetupError('missing_handler', `the tool ${name} has no handler: write ${file}`);
  const handler = handlers[name];
  if (typeof handler !== 'function') {
    const found = handler === null ? 'null' : `of type ${typeof handler}`;
    throw new SetupError(
      'missing_handler',
      `the handler of ${name} is ${found}, no function: let ${file} export one as its default`,
    );
  }
  if (handler.tool !== undefined && handler.tool !== name)
    throw new SetupError(
      'wrong_handler',
      `the handler of ${name} was made for ${handler.tool}: let ${file} import from generated/tools/${name}`,
    );
}

/** What writes, may wait for a person or must not run twice needs a memory that survives the process. */
export function checkLedger(contracts: readonly Contract[]): void {
  for (const contract of contracts) {
    const why = needsLedger(contract);
    if (why)
      throw new SetupError(
        'ledger_required',
        `the tool ${contract.name} ${why}: give createRuntime a ledger (memoryLedger() for one that forgets)`,
      );
  }
}

function needsLedger(contract: Contract): string | undefined {
  if (contract.effect !== 'read') return 'writes';
  if (contract.permission.approval) return 'may need an approval';
  if (contract.idempotencyKey) return 'has an idempotency key';
  return contract.exclusive ? 'is exclusive' : undefined;
}

/** A client in the place of a store, or a logger in that of a sink, would fail at every call, or in silence. */
export function checkParts(ledger: unknown, limiter: unknown, sinks: readonly unknown[]): void {
  if (ledger) checkPart(ledger, 'append', 'ledger', 'sqliteLedger(file) or postgresLedger(client)');
  if (limiter) checkPart(limiter, 'take', 'limiter', 'redisLimiter(client) or memoryLimiter()');
  for (const sink of sinks)
    checkPart(sink, 'write', 'one of events', 'jsonlAudit(file) or an object with a write');
}

function checkPart(part: unknown, method: string, what: string, instead: string): void {
  if (typeof (part as Record<string, unknown> | null | undefined)?.[method] === 'function') return;
  throw new SetupError(
    'invalid_option',
    `${what} has no \`${method}\`: give createRuntime such as ${instead}`,
  );
}

/** A step that this version does not know must stop the boot, not the call. */
export function checkSteps(contracts: readonly Contract[]): void {
  for (const { name, input, shapes } of contracts)
    for (const shape of [input, ...Object.values(shapes ?? {})]) if (shape) checkShape(name, shape);
}

function checkShape(tool: string, shape: Shape): void {
  for (const name of shape.transforms ?? [])
    if (!Object.hasOwn(transforms, name)) unknownStep(tool, `transform ${name}`);
  for (const check of shape.checks ?? [])
    if (typeof check === 'string' && !Object.hasOwn(checks, check))
      unknownStep(tool, `check ${check}`);
  for (const step of shape.names ?? [])
    if (typeof step === 'string' && !Object.hasOwn({ ...transforms, ...checks }, step))
      unknownStep(tool, `step ${step} for a name`);
  for (const inner of shapesIn(shape)) checkShape(tool, inner);
}

function unknownStep(tool: string, what: string): never {
  throw new SetupError(
    'unknown_step',
    `the tool ${tool} uses the ${what}, which this toolwright does not know: update it, then generate`,
  );
}
