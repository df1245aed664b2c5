import type { Diagnostic } from '../diagnostic.js';
import { diagnose } from '../diagnostics/index.js';
import type { SourceText } from './text.js';

/** As git, Mercurial and Subversion write them: at the start of a line, where YAML has no use for either. */
const MARKER = /^(?:<{7}|>{7})(?=[ \r\n]|$).*/gm;

/** Conflicts of a merge that nobody has settled yet, each at its first mark; of one half settled, what is left. */
export function conflicts(source: SourceText): Diagnostic[] {
  const found: Diagnostic[] = [];
  let open = false;
  for (const { 0: text, index } of source.text.matchAll(MARKER)) {
    const begins = text.startsWith('<');
    if (begins || !open) {
      const marker = text.slice(0, 7);
      found.push(
        diagnose('TW1020', source.place(index, index + text.trimEnd().length), { marker }),
      );
    }
    open = begins;
  }
  return found;
}
