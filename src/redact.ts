import type { Json } from './json.js';
import type { Shape } from './shape.js';
import { type Pass, type Shapes, walk } from './stage/places.js';

/** What stands in the audit log, in approvals and before the model in place of a value marked `redact: true`. */
export const REDACTED = '[redacted]';

const pass: Pass = { place: (value, shape) => (shape.redact ? REDACTED : value) };

/** A copy without what its shape marks as private. */
export const redacted = (value: Json, shape: Shape | undefined, shapes: Shapes): Json =>
  shape ? walk(value, shape, shapes, pass) : value;
