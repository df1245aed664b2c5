/** How much a change matters, the worst first. */
export const levels = ['SECURITY', 'BREAKING', 'PROMPT', 'SAFE'] as const;
export type ChangeLevel = (typeof levels)[number];

export interface Rule {
  readonly level: ChangeLevel;
  readonly title: string;
  readonly why: string;
}

const rule = (level: ChangeLevel, title: string, why: string): Rule => ({ level, title, why });

const CALLS =
  'Calls that were accepted before are refused: recorded calls, pending approvals, handlers that rely on it.';
const READS = 'Whoever reads the result meets values that could not come before.';
const LOOSE = 'Something that was held back before may now happen.';
const OTHER = 'Neither is known to hold back more: something that was held back may now happen.';
const MODEL = 'The model reads other words, and may choose or fill in tools differently.';
const SLOW = 'Calls that ended well before may run out of time, and end as `timed_out`.';
const TOLD = 'No call breaks; the model is told, and may choose or fill in tools differently.';
const FINE = 'Everything that worked goes on working.';

const breaking = {
  'tool-removed': rule('BREAKING', 'a tool is gone', CALLS),
  'tool-renamed': rule('BREAKING', 'a tool has another name', CALLS),
  'effect-raised': rule(
    'BREAKING',
    'a tool changes more than it said',
    'Callers and retries relied on it.',
  ),
  'permission-narrowed': rule('BREAKING', 'fewer callers or arguments are permitted', CALLS),
  'error-removed': rule(
    'BREAKING',
    'a declared error is gone',
    'A handler that throws it no longer compiles.',
  ),
  'default-changed': rule(
    'BREAKING',
    'a default is another value',
    'Calls that leave it out mean something else.',
  ),
  'timeout-lowered': rule('BREAKING', 'a handler has less time', SLOW),
  'retry-lowered': rule(
    'BREAKING',
    'a handler that fails is run less often',
    'Callers meet failures that another attempt hid.',
  ),
  'idempotent-removed': rule(
    'BREAKING',
    'a write is no longer run again',
    'What was run again after a failure ends as `outcome_unknown`.',
  ),
  'bound-narrowed': rule('BREAKING', 'what the runtime fills in may be less', CALLS),
  'parameter-added-required': rule('BREAKING', 'a new parameter is required', CALLS),
  'parameter-required': rule('BREAKING', 'an optional parameter is required', CALLS),
  'parameter-removed': rule('BREAKING', 'a parameter is gone', CALLS),
  'parameter-type': rule('BREAKING', 'a parameter takes fewer types', CALLS),
  'parameter-enum': rule('BREAKING', 'a parameter takes fewer values', CALLS),
  'parameter-bound': rule('BREAKING', 'a bound of a parameter is tighter', CALLS),
  'parameter-pattern': rule('BREAKING', 'a parameter has a new or another pattern', CALLS),
  'parameter-format': rule('BREAKING', 'a parameter has a new or another format', CALLS),
  'parameter-closed': rule('BREAKING', 'an object takes no unknown properties any more', CALLS),
  'parameter-unknown': rule('BREAKING', 'parameters cannot be shown to be compatible', CALLS),
  'result-schema-removed': rule('BREAKING', 'the result has no schema any more', READS),
  'result-removed': rule('BREAKING', 'a property of the result is gone', READS),
  'result-optional': rule('BREAKING', 'a property of the result may be missing', READS),
  'result-type': rule('BREAKING', 'a result has more types', READS),
  'result-enum': rule('BREAKING', 'a result has more values', READS),
  'result-bound': rule('BREAKING', 'a bound of a result is looser', READS),
  'result-pattern': rule('BREAKING', 'a result lost or changed its pattern', READS),
  'result-format': rule('BREAKING', 'a result lost or changed its format', READS),
  'result-opened': rule('BREAKING', 'a result may hold unknown properties', READS),
  'result-unknown': rule('BREAKING', 'results cannot be shown to be compatible', READS),
};

const security = {
  'permission-widened': rule('SECURITY', 'more callers or arguments are permitted', LOOSE),
  'permission-changed': rule('SECURITY', 'other callers or arguments are permitted', LOOSE),
  'permission-undecided': rule('SECURITY', 'whether more is permitted cannot be told', LOOSE),
  'forbid-removed': rule('SECURITY', 'a forbidding condition is gone', LOOSE),
  'shadow-set': rule('SECURITY', 'a level records and no longer enforces', LOOSE),
  'approval-removed': rule('SECURITY', 'nobody is asked any more', LOOSE),
  'approval-weakened': rule('SECURITY', 'an approval is easier to get', LOOSE),
  'approval-changed': rule('SECURITY', 'an approval is asked for or given otherwise', OTHER),
  'limit-removed': rule('SECURITY', 'a limit is gone', LOOSE),
  'limit-loosened': rule('SECURITY', 'a limit lets more through', LOOSE),
  'limit-changed': rule('SECURITY', 'a limit counts otherwise', OTHER),
  'concurrency-loosened': rule('SECURITY', 'more calls may be at work at once', LOOSE),
  'outage-loosened': rule('SECURITY', 'an outage of the limiter lets more through', LOOSE),
  'effect-lowered': rule(
    'SECURITY',
    'a tool says that it changes less',
    'Reads are retried and audited less strictly.',
  ),
  'sanitizer-removed': rule('SECURITY', 'a step of a sanitizer is gone', LOOSE),
  'sanitizer-weakened': rule('SECURITY', 'a sanitizer refuses less', LOOSE),
  'sanitizer-changed': rule('SECURITY', 'a sanitizer has other steps, or another order', OTHER),
  'egress-added': rule(
    'SECURITY',
    'a new parameter may lead to new addresses',
    'What the model knows can be sent where it could not be sent before.',
  ),
  'egress-widened': rule('SECURITY', 'more addresses may be reached', LOOSE),
  'egress-changed': rule('SECURITY', 'other addresses may be reached', OTHER),
  'path-root-changed': rule('SECURITY', 'paths lead into another folder', LOOSE),
  'redaction-removed': rule('SECURITY', 'a redacted value becomes readable', LOOSE),
  'untrusted-removed': rule('SECURITY', 'text from outside is no longer marked', LOOSE),
  'bind-removed': rule('SECURITY', 'the model fills in what the runtime did', LOOSE),
  'bind-changed': rule('SECURITY', 'the runtime fills in something else', LOOSE),
  'bound-widened': rule(
    'SECURITY',
    'what the runtime fills in may be more',
    'A handler meets values that were refused before it.',
  ),
  'bound-changed': rule('SECURITY', 'what the runtime fills in may be something else', OTHER),
  'idempotent-set': rule(
    'SECURITY',
    'a write may be run again',
    'Only a handler that hands `context.idempotencyKey` on acts once.',
  ),
  'idempotency-removed': rule('SECURITY', 'a repeated request may act twice', LOOSE),
  'idempotency-changed': rule('SECURITY', 'other requests count as repeated', OTHER),
  'exclusive-removed': rule('SECURITY', 'calls that excluded each other may overlap', LOOSE),
  'exclusive-changed': rule('SECURITY', 'other calls exclude each other', OTHER),
};

/** What the model reads changed. It is told of parameters, not by every provider of results. */
const prompt = {
  'description-changed': rule('PROMPT', 'the description of a tool changed', MODEL),
  'tool-deprecated': rule('PROMPT', 'a tool is deprecated, or no longer', MODEL),
  'schema-text-changed': rule('PROMPT', 'a text in a schema changed', MODEL),
  'examples-changed': rule('PROMPT', 'the examples changed', MODEL),
  'max-result-changed': rule('PROMPT', 'the model reads more or less of a large result', MODEL),
  'error-text-changed': rule('PROMPT', 'the sentence of an error changed', MODEL),
  'tool-added': rule('PROMPT', 'a tool is new', TOLD),
  'parameter-added': rule('PROMPT', 'an optional parameter is new', TOLD),
  'parameter-optional': rule('PROMPT', 'a required parameter is optional', TOLD),
  'parameter-widened': rule('PROMPT', 'a parameter takes more', TOLD),
  'result-marked': rule(
    'PROMPT',
    'a value of the result is redacted, or marked as from outside',
    'The model no longer reads it, or reads that it is no instruction.',
  ),
};

const safe = {
  'error-added': rule('SAFE', 'a declared error is new', FINE),
  'permission-equal': rule('SAFE', 'the same callers and arguments are permitted', FINE),
  'level-renamed': rule('SAFE', 'a level has another name', FINE),
  'limit-renamed': rule('SAFE', 'a limit has another name', 'What it counted starts anew, once.'),
  'level-text-changed': rule('SAFE', 'the description of a level changed', FINE),
  'timeout-raised': rule('SAFE', 'a handler has more time', FINE),
  'retry-raised': rule('SAFE', 'a handler that fails is run more often', FINE),
  'retry-paced': rule('SAFE', 'attempts follow each other at another pace', FINE),
  'bound-text-changed': rule('SAFE', 'a text of what the runtime fills in changed', FINE),
  'toolset-renamed': rule('SAFE', 'the toolset has another name', FINE),
  'unused-changed': rule('SAFE', 'what no tool uses changed', FINE),
  'contract-rewritten': rule(
    'SAFE',
    'the same is written otherwise',
    'The hash of the contract differs: approvals that wait for it are void.',
  ),
  'result-added': rule('SAFE', 'a property of the result is new', FINE),
  'result-narrowed': rule('SAFE', 'a result promises more', FINE),
  'control-added': rule(
    'SAFE',
    'a control is new or tighter',
    'No call compiles or means anything else; some that ran may be refused, or asked about.',
  ),
};

/** Every change that is told apart. Closed: an ignore file names them by these ids. */
export const rules = { ...breaking, ...security, ...prompt, ...safe } satisfies Record<
  string,
  Rule
>;
export type RuleId = keyof typeof rules;
export const isRule = (id: string): id is RuleId => Object.hasOwn(rules, id);

/** One change of one tool. */
export interface Change {
  readonly rule: RuleId;
  readonly tool: string;
  /** Where in the tool: `parameters/amount`, `result/items/[]`, `permission`; empty for the tool itself. */
  readonly path: string;
  /** What was and what is, in a sentence. */
  readonly detail: string;
}
