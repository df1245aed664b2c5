import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rules } from '../../../codegen/diff/rule.js';
import { schemaChanges } from '../../../codegen/diff/schema.js';
import { validatorOf } from '../../../codegen/schema/compile.js';
import { random } from '../../proofs/random.js';
import {
  type AnyFile,
  accepted,
  anySchema,
  anyValue,
  argumentsOf,
  isSound,
} from '../schema/any.js';
import { mutated } from '../schema/mutation.js';
import { toolOf } from '../schema/tool.js';

const EDITS = 10;
const choose = random(7);
const values = fc.sample(anyValue, { numRuns: 120, seed: 7 });
const others = fc.sample(anySchema, { numRuns: 300, seed: 8 });

/** The file with one change in its schema, or in one that is shared. */
function edited({ schema, shared }: AnyFile): AnyFile {
  const other = choose.pick(others);
  if (choose.chance(0.7)) return { schema: mutated(schema, other, choose), shared };
  const name = choose.pick(Object.keys(shared));
  return { schema, shared: { ...shared, [name]: mutated(shared[name] ?? true, other, choose) } };
}

const toolFor = ({ schema, shared }: AnyFile) =>
  toolOf('t', { parameters: argumentsOf(schema), result: schema, schemas: shared });

/** A property of a closed result that is new is not told as BREAKING: who reads it knows others by name. */
const TOLD = ['BREAKING', 'SECURITY'];

test('where a value is no longer taken, or may come and could not before, it is BREAKING', () => {
  const seen = { lost: 0, gained: 0, quiet: 0 };
  for (const file of fc.sample(accepted, { numRuns: 90, seed: 7 }))
    for (let edit = 0; edit < EDITS; edit += 1) {
      const after = edited(file);
      if (!isSound(after)) continue;
      const [old, now] = [toolFor(file), toolFor(after)];
      const [before, later] = [validatorOf(old.result ?? {}), validatorOf(now.result ?? {})];
      const lost = values.some((each) => before(each) && !later(each));
      const gained = values.some((each) => !before(each) && later(each));
      const { said } = schemaChanges(old, now);
      const told = (root: string, also = '') =>
        said.some(
          ({ path, rule }) =>
            path.startsWith(root) && (TOLD.includes(rules[rule].level) || rule === also),
        );
      const context = JSON.stringify({ file, after, said });
      if (lost) expect(told('parameters'), context).toBe(true);
      if (gained) expect(told('result', 'result-added'), context).toBe(true);
      seen.lost += Number(lost);
      seen.gained += Number(gained);
      seen.quiet += Number(!told('parameters') && !told('result'));
    }
  // Edits must be of each kind, or the test says nothing.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
});
