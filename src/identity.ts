import { SetupError } from './error.js';

/**
 * How long the words may be that name a caller, a run or a call, in bytes of their JSON. Stores look calls and runs up
 * by what is made of three of them, and an index of PostgreSQL takes some 2700 bytes.
 */
const LONGEST = 800;
/** A unit takes at most six bytes, as an escape: shorter ones need no counting. */
const SHORT = LONGEST / 6;

interface Identity {
  readonly caller?: { readonly id?: unknown; readonly tenant?: unknown } | null | undefined;
  readonly key?: unknown;
  readonly run?: unknown;
  readonly signal?: unknown;
}

/**
 * Who calls, and what a call and its run are named, are texts. A database keeps a number as its own kind of text, and
 * what comes back is not who was stored: an approver would be another person than the caller they are. What cancels the
 * call is asked for once its handler is at work, which is too late to find that it cannot. Throws `SetupError`
 * (`invalid_identity`, `invalid_option`).
 */
export function checkIdentity({ caller, key, run, signal }: Identity): void {
  if (caller) {
    check('caller.id', caller.id);
    check('caller.tenant', caller.tenant);
  }
  check('key', key);
  check('run', run);
  if (signal !== undefined && signal !== null && !isSignal(signal))
    throw new SetupError(
      'invalid_option',
      'signal is no AbortSignal: of an AbortController, give its `signal`',
    );
}

/** Whatever made it: a program may bring its own. */
const isSignal = (signal: unknown): boolean => {
  const { aborted, addEventListener, removeEventListener } = signal as Partial<AbortSignal>;
  return typeof aborted === 'boolean' && [addEventListener, removeEventListener].every(isFunction);
};
const isFunction = (given: unknown): boolean => typeof given === 'function';

/** A program without types may leave any of them out. */
function check(name: string, value: unknown): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'string')
    throw new SetupError('invalid_identity', `${name} is a ${typeof value}: give a string`);
  if (value.length > SHORT && bytes(value) > LONGEST)
    throw new SetupError(
      'invalid_identity',
      `${name} has ${value.length} characters: give one of at most ${LONGEST} bytes`,
    );
}

const bytes = (text: string): number => new TextEncoder().encode(JSON.stringify(text)).length;
