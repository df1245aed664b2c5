import type { Contract } from '../contract.js';
import type { Failure } from '../error.js';
import type { Json } from '../json.js';
import { hiding, REDACTED } from '../redact.js';
import { cut } from './cut.js';
import { type Pass, walk } from './places.js';
import { placesWhere } from './prune.js';

/** What the model reads, and nothing else does. */

export const pendingText = (approval: string): string =>
  JSON.stringify({ status: 'pending', approval });

export function failedText({ code, message, issues, retry, retryAfterMs }: Failure): string {
  const seconds = retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1000);
  return JSON.stringify({
    error: {
      code,
      message,
      ...(issues && { issues }),
      retry,
      ...(seconds !== undefined && { retry_after_s: seconds }),
    },
  });
}

export function completedText(value: Json, contract: Contract): string {
  if (value === null) return '{"status":"completed"}';
  const { result, shapes, maxResultBytes } = contract;
  if (!result) return cut(value, maxResultBytes);
  // First what is private: behind a mark, another shape of the same value would not find it.
  const hidden = privatePlaces(result, shapes);
  const shown = hidden ? walk(value, hidden, hiding) : value;
  const outside = outsidePlaces(result, shapes);
  return cut(outside ? walk(shown, outside, marking) : shown, maxResultBytes);
}

const privatePlaces = placesWhere((shape) => shape.redact === true);
const outsidePlaces = placesWhere((shape) => shape.untrusted === true);

/**
 * Text from outside is put inside `{"untrusted": …}`: no text can end a JSON string it stands in, so the mark cannot be
 * forged from within.
 */
const marking: Pass = {
  place: (value, shape) => (shape.untrusted && value !== REDACTED ? { untrusted: value } : value),
};
