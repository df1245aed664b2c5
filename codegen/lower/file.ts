import type { Json } from '../../src/json.js';
import type { Chain } from '../ir.js';
import { Sanitizers } from '../sanitize/chain.js';
import type { SourceNode } from '../source.js';

type Named = ReadonlyMap<string, SourceNode>;

/** The parts of tools.yaml by their names, in written order. */
export interface File {
  readonly tools: Named;
  readonly levels: Named;
  readonly limits: Named;
  /** Shared schemas. */
  readonly shared: Named;
  readonly sharedJson: Json | undefined;
  readonly sanitizers: Sanitizers;
  readonly defaults: SourceNode | undefined;
  /** What is done to a string whose schema says nothing of it. */
  readonly defaultChain: Chain;
}

export function fileOf(root: SourceNode): File {
  const named = (key: string): Named => new Map(root.get(key)?.entries() ?? []);
  const sanitizers = new Sanitizers(root.get('sanitizers'));
  const defaults = root.get('defaults');
  return {
    tools: named('tools'),
    levels: named('permissions'),
    limits: named('rate_limits'),
    shared: named('schemas'),
    sharedJson: root.get('schemas')?.json,
    sanitizers,
    defaults,
    defaultChain: sanitizers.compile(defaults?.get('sanitize')?.json ?? []).chain,
  };
}
