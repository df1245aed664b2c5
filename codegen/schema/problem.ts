import type { Json } from '../../src/json.js';
import type { ValuesOf } from '../diagnostics/index.js';
import type { SourceNode } from '../source.js';

/** The faults that show only once parts are joined. `at` finds the node to point at from the one of the schema. */
export type Faults = {
  [C in
    | 'TW2020'
    | 'TW2021'
    | 'TW2022'
    | 'TW2023'
    | 'TW2024'
    | 'TW2025'
    | 'TW2026'
    | 'TW2027'
    | 'TW2028'
    | 'TW2032'
    | 'TW2033'
    | 'TW2034'
    | 'TW2035'
    | 'TW2052'
    | 'TW2053'
    | 'TW2055'
    | 'TW2056']: ValuesOf<C>;
};
export type Problem = <C extends keyof Faults>(
  code: C,
  draft: Json,
  values: Faults[C],
  at?: (node: SourceNode) => Pick<SourceNode, 'place'> | undefined,
) => void;
