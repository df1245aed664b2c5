import type { ValidatorError } from '../contract.js';
import type { Json } from '../json.js';

const unions = new Set(['anyOf', 'oneOf']);
/** Says that another branch was meant, rather than what is wrong in this one. */
const elsewhere = new Set(['type', 'const', 'enum', 'required']);

/**
 * A union that fails lists an error of every branch and itself last. Of these, only the branches the value came
 * nearest to tell a model something: those it got deepest into. Branches that differ in a type or in the values of one
 * property become one error that names them all.
 */
export function branches(errors: readonly ValidatorError[]): readonly ValidatorError[] {
  const last = errors.at(-1);
  if (!last) return [];
  if (!unions.has(last.keyword) || last.params.passingSchemas) return [last];
  const within = errors.slice(0, -1).filter((each) => !unions.has(each.keyword));
  if (within.length === 0) return [last];
  return merged(nearestTo(within), last);
}

function nearestTo(errors: readonly ValidatorError[]): readonly ValidatorError[] {
  const meant = errors.filter(({ keyword }) => !elsewhere.has(keyword));
  const candidates = meant.length > 0 ? meant : errors;
  const deepest = Math.max(...candidates.map(depth));
  return candidates.filter((each) => depth(each) === deepest);
}

const depth = ({ instancePath }: ValidatorError): number => instancePath.split('/').length;

function merged(
  errors: readonly ValidatorError[],
  union: ValidatorError,
): readonly ValidatorError[] {
  const [first] = errors as [ValidatorError];
  const same = errors.every(
    (each) => each.instancePath === first.instancePath && each.keyword === first.keyword,
  );
  if (errors.length === 1) return errors;
  if (same && first.keyword === 'type')
    return [
      { ...first, params: { type: distinct(errors.flatMap((each) => each.params.type as Json)) } },
    ];
  if (same && (first.keyword === 'const' || first.keyword === 'enum'))
    return [
      { ...first, keyword: 'enum', params: { allowedValues: distinct(errors.flatMap(values)) } },
    ];
  return [union, ...errors];
}

const values = ({ params }: ValidatorError): readonly Json[] =>
  'allowedValue' in params ? [params.allowedValue as Json] : (params.allowedValues as Json[]);

const distinct = (all: readonly Json[]): readonly Json[] => [...new Set(all)];
