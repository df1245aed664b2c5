import { copyOf, type Json } from '../../json.js';

/** As into a database and out of it: whoever gave JSON, or gets it, may change what is theirs. */
export const copied = <Value>(value: Value): Value => copyOf(value as Json) as Value;
