import type { Json } from '../../../src/json.js';
import type { SourceNode } from '../../source.js';
import type { Place } from '../check.js';
import { type TypeName, types } from '../dialect.js';
import type { Draft } from '../draft.js';

/** Looks at one schema whose keywords all have values of their kind. */
export type Rule = (schema: Draft, node: SourceNode, place: Place) => void;

export const known = (type: Json): type is TypeName => types.includes(type as TypeName);
