import { checkAcross } from '../check/across.js';
import { devices } from '../check/meaning/name.js';
import type { Diagnostic } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import { RESERVED } from '../read/walk.js';
import type { SourceNode } from '../source.js';

/** What the compiler would say of a tool under its new name, and did not say under the old one. */
export function faultOfName(tools: SourceNode, from: string, to: string): Diagnostic | undefined {
  if (RESERVED.has(to)) return diagnose('TW1014', undefined, { key: to });
  if (devices.test(to)) return diagnose('TW3012', undefined, { name: to });
  const place = tools.keyPlace;
  const names = tools.entries().map(([name, node]) => [name, node.keyPlace] as const);
  // Its own first: then whatever clashes with it is said of it.
  const others = names.filter(([name]) => name !== from);
  const own = names.filter(([name]) => name === from).map(([, at]) => [to, at] as const);
  const before = new Set(checkAcross({ place, names: others }).map(({ message }) => message));
  const now = checkAcross({ place, names: [...own, ...others] });
  return now.find(({ severity, message }) => severity === 'error' && !before.has(message));
}
