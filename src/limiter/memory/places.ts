import type { Env } from '../../env.js';
import type { Limiter } from '../limiter.js';

/** Places of one process. Who holds one is forgotten when it is given back, or with the next question once its time is over. */
export function memoryPlaces(env: Pick<Env, 'now'>): Pick<Limiter, 'hold' | 'free'> {
  const keys = new Map<string, Map<string, number>>();
  return {
    hold({ key, owner }, most, ttlMs) {
      const now = env.now();
      const held = keys.get(key) ?? new Map<string, number>();
      for (const [each, until] of held) if (until <= now) held.delete(each);
      if (!held.has(owner) && held.size >= most) return false;
      held.set(owner, now + ttlMs);
      keys.set(key, held);
      return true;
    },
    free({ key, owner }) {
      const held = keys.get(key);
      held?.delete(owner);
      if (held?.size === 0) keys.delete(key);
    },
  };
}
