import type { Normalised, ValidCall } from '../call.js';
import type { Contract, Validators } from '../contract.js';
import { Refusal, SetupError } from '../error.js';
import { afterWait } from '../waited.js';
import { issues } from './issue.js';
import { open } from './open.js';

const loaded = new WeakMap<Contract, Validators>();

/** The generated validator, loaded at the tool's first call. The first error is put into words a model can act on. */
export function validate(call: Normalised): ValidCall | Promise<ValidCall> {
  const validators = loaded.get(call.contract);
  return validators
    ? validated(call, validators)
    : load(call.contract).then((fresh) => validated(afterWait(call), fresh));
}

/** A module that cannot be loaded is asked for again at the next call; until then every call is denied. */
async function load(contract: Contract): Promise<Validators> {
  const { hash, validators } = await contract.validators();
  // A generation that was killed leaves each file old or new: an old validator must not judge for a new tool.
  if (hash !== contract.hash)
    throw new SetupError(
      'mixed_generation',
      `the validators of ${contract.name} are of another generation than the tool: run \`toolwright generate\``,
    );
  loaded.set(contract, validators);
  return validators;
}

function validated(call: Normalised, validators: Validators): ValidCall {
  const { input } = validators;
  let passes: unknown;
  try {
    passes = input(call.args);
  } catch (cause) {
    throw new Refusal('invalid_arguments', { cause });
  }
  if (passes !== true)
    throw new Refusal('invalid_arguments', {
      issues: issues(input.errors ?? [], call.args, call.contract),
    });
  const valid = open<ValidCall>(call);
  valid.validators = validators;
  return valid;
}
