import type { Approval, Outcome } from '../call.js';
import { canonical } from '../json.js';
import type { Message } from './protocol.js';
import type { Waiting } from './thread.js';

/**
 * What became of a call that waited, where its answer does not say it: the model has read the placeholder, or the call
 * ran with arguments that an approver changed, which the model would take for its own. Words of our own only, as it
 * speaks with the system's voice: names of parameters, and nothing that stood in them.
 */
export function notice(
  { approval, tool }: Waiting,
  outcome: Outcome,
  changed: readonly string[],
): Message {
  const { status } = outcome;
  const said = { notice: 'approval', approval, tool, status, ...codeOf(outcome) };
  const edit = changed.length > 0 && { changed_by_approver: changed };
  return { role: 'system', content: JSON.stringify({ ...said, ...edit }) };
}

/** As the model reads it: a tool that is not shown is one that does not exist. */
const codeOf = ({ status, text }: Outcome): { readonly code?: string } =>
  status === 'failed' ? { code: JSON.parse(text).error.code } : {};

/** No text hides in such a name. */
const NAME = /^\w{1,64}$/;

/** The parameters that have other values than the model gave them. */
export function changedBy(approval: Approval | undefined): readonly string[] {
  const { proposed = {}, edited = null } = approval ?? {};
  if (!edited) return [];
  const value = (given: typeof proposed, name: string) =>
    Object.hasOwn(given, name) ? canonical(given[name] ?? null) : undefined;
  return Object.keys({ ...proposed, ...edited }).filter(
    (name) => NAME.test(name) && value(proposed, name) !== value(edited, name),
  );
}
