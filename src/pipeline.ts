import type { Outcome, Received } from './call.js';
import { bind } from './stage/bind.js';
import { decide } from './stage/decide.js';
import { execute } from './stage/execute.js';
import { answer, finish, refuse } from './stage/finish.js';
import { guard } from './stage/guard.js';
import { normalise } from './stage/normalise.js';
import { parse } from './stage/parse.js';
import { resolve } from './stage/resolve.js';
import { validate } from './stage/validate.js';
import type { World } from './world.js';

/**
 * One tool call, from what the model wrote to what the model reads. A call is one object that grows: every stage
 * returns it under a richer type, and throws a `Refusal` where it must not go on. `execute` takes only what `decide`
 * permitted.
 */
export async function run(received: Received, world: World): Promise<Outcome> {
  try {
    const resolved = resolve(received, world);
    const parsed = parse(resolved);
    const normalised = normalise(parsed);
    const checked = validate(normalised);
    const valid = checked instanceof Promise ? await checked : checked;
    const guarded = guard(valid, world);
    const bound = bind(guarded, world);
    const judged = decide(bound, world);
    const decided = judged instanceof Promise ? await judged : judged;
    if (decided.effect !== 'permit') return answer(bound, decided, world);
    const executing = execute(decided.call, world);
    let execution = executing.settled();
    // Most handlers are done after one turn.
    if (!execution) await undefined;
    execution ??= executing.settled() ?? (await executing.end());
    return finish(decided.call, execution, world);
  } catch (refusal) {
    return refuse(received, refusal, world);
  }
}
