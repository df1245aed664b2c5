import type { Resolved } from '../call.js';
import { Refusal, SetupError } from '../error.js';
import type { JsonObject } from '../json.js';
import type { AnyTool, Handler } from '../tool.js';
import type { World } from '../world.js';
import { guard } from './guard.js';
import { normalise } from './normalise.js';
import { parse } from './parse.js';
import { validate } from './validate.js';

/** Arguments that an approver wrote, through everything the model's go through; bound fields stay as they were. */
export async function prepare(
  tool: AnyTool,
  edited: JsonObject,
  bound: JsonObject,
  world: World,
): Promise<JsonObject> {
  const name = tool.contract.name;
  const call: Resolved = {
    call: { id: '', name, arguments: edited },
    caller: null,
    key: '',
    run: '',
    signal: undefined,
    approval: undefined,
    replayable: false,
    at: 0,
    tool,
    contract: tool.contract,
    handler: nobody,
  };
  try {
    const { args } = guard(await validate(normalise(parse(call))), world);
    return { ...args, ...bound };
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    const issues = thrown.detail.issues?.map(({ path, message }) => `${path} ${message}`) ?? [];
    const what = issues.join('; ') || thrown.code;
    throw new SetupError(
      'arguments_not_valid',
      `${name} does not take the edited arguments: ${what}`,
    );
  }
}

const nobody: Handler = () => undefined;
