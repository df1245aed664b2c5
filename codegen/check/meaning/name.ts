import type { Place } from '../../diagnostic.js';
import { identifierOf } from '../../lower/name.js';
import type { About, Rule } from './rule.js';

/** The tools whose names come to the same, each with the first that had it. */
function clashes(about: About, of: (name: string) => string) {
  const first = new Map<string, { readonly name: string; readonly place: Place }>();
  const found: { a: string; b: string; place: Place; other: Place; same: string }[] = [];
  for (const [name, { keyPlace: place }] of about.file.tools) {
    const same = of(name);
    const earlier = first.get(same);
    if (earlier) found.push({ a: earlier.name, b: name, place, other: earlier.place, same });
    else first.set(same, { name, place });
  }
  return found;
}

export const identifiers: Rule = (about) => {
  const lower = (name: string) => name.toLowerCase();
  for (const { a, b, place, other } of clashes(about, lower))
    about.add('TW3011', place, { a, b }, [{ message: 'the other one', place: other }]);
  // Types are in PascalCase: two identifiers that differ only in their first letter would share them.
  for (const { a, b, place, other, same } of clashes(about, identifierOf))
    if (lower(a) !== lower(b))
      about.add('TW3010', place, { a, b, identifier: same }, [
        { message: 'the other one', place: other },
      ]);
};

const devices = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/i;

export const devicesOfWindows: Rule = (about) => {
  for (const [name, { keyPlace }] of about.file.tools)
    if (devices.test(name)) about.add('TW3012', keyPlace, { name });
};
