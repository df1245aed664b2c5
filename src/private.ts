import type { BoundCall, Flag, Received } from './call.js';
import type { Contract } from './contract.js';
import type { EventBody } from './event.js';
import { copyOf, isObject, type Json } from './json.js';
import type { Subject } from './recorder.js';
import { privateTexts, REDACTED } from './redact.js';
import { LONGEST_CAUSE } from './text/cause.js';
import { withoutTexts } from './without-texts.js';

/** Hides what should not be kept: `createRuntime({ redact })`. */
export type Redact = (value: Json) => Json;

/** What is said in words that nobody declared: a cause, a line of a handler. */
const FREE = ['cause', 'message', 'fields'] as const;
/** Everything that came from outside. */
const SAID = [...FREE, 'args', 'edited', 'note', 'flags'] as const;

type Open = { -readonly [Key in (typeof SAID)[number]]?: Json };

/** An event without the private arguments of its call, wherever they turn up, and without what `redact` hides. */
export function withoutPrivate(
  subject: Subject,
  body: EventBody,
  redact: Redact | undefined,
): EventBody {
  if (!redact && isWordless(body)) return body;
  let said: Open | undefined;
  const say = (field: keyof Open, value: Json) => {
    said ??= { ...body } as Open;
    said[field] = value;
  };
  const own = body as Readonly<Open>;
  let hidden: readonly string[] | undefined;
  for (const field of FREE) {
    const value = own[field];
    if (value === undefined) continue;
    hidden ??= hiddenOf(subject);
    if (field === 'cause') say(field, withoutTexts(String(value), hidden, LONGEST_CAUSE));
    else if (hidden.length > 0) say(field, without(value, hidden));
  }
  if (body.type === 'intent' && body.flags)
    say('flags', flagsWithout(body.flags, hiddenOf(subject)));
  if (redact)
    for (const field of SAID) {
      const value = (said ?? own)[field];
      if (value === undefined || value === null) continue;
      const after = kept(value, redact);
      if (after !== value) say(field, after);
    }
  return (said ?? body) as EventBody;
}

/** The two that every call leaves: their arguments were redacted by their shape, and nothing else is said in words. */
const isWordless = (body: EventBody): boolean =>
  (body.type === 'intent' && !body.flags) || (body.type === 'outcome' && body.cause === undefined);

/** The path of a mark leads through names that the model may have chosen. */
const flagsWithout = (flags: readonly Flag[], hidden: readonly string[]): Json =>
  flags.map(({ path, reason }) => ({ path: withoutTexts(path, hidden), reason }));

/** What cannot be looked at is not kept. A copy is handed over: what is masked in place is what will run. */
export function kept(value: Json, redact: Redact): Json {
  try {
    return redact(copyOf(value));
  } catch {
    return REDACTED;
  }
}

/** What was found in the arguments of a call: each of its lines asks again. */
const known = new WeakMap<object, readonly string[]>();

function hiddenOf(subject: Subject): readonly string[] {
  const { contract, args, proposed } = subject as Received & Partial<BoundCall>;
  const value = args ?? proposed;
  if (!contract || !value) return [];
  let hidden = known.get(value);
  if (!hidden) {
    hidden = textsIn(value, contract);
    known.set(value, hidden);
  }
  return hidden;
}

function textsIn(value: Json, { input, shapes }: Contract): readonly string[] {
  try {
    return privateTexts(value, input, shapes);
  } catch {
    return [];
  }
}

function without(value: Json, hidden: readonly string[]): Json {
  if (typeof value === 'string') return withoutTexts(value, hidden);
  if (typeof value === 'number') return hidden.includes(String(value)) ? REDACTED : value;
  if (Array.isArray(value)) return value.map((each: Json) => without(each, hidden));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [withoutTexts(key, hidden), without(each, hidden)]),
  );
}
