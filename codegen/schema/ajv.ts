import { ValueScope } from 'ajv/dist/compile/codegen/scope.js';
import Core from 'ajv/dist/core.js';
import applicator from 'ajv/dist/vocabularies/applicator/index.js';
import core from 'ajv/dist/vocabularies/core/index.js';
import discriminator from 'ajv/dist/vocabularies/discriminator/index.js';
import format from 'ajv/dist/vocabularies/format/index.js';
import next from 'ajv/dist/vocabularies/next.js';
import validation from 'ajv/dist/vocabularies/validation/index.js';
import { multipleOf } from './multiple-of.js';

/**
 * A CommonJS module's default export, whether or not the loader has taken it out already: Node does not, vitest
 * does.
 */
const unwrapped = <Value>(module: { readonly default: Value } | Value): Value =>
  typeof module === 'object' && module !== null && 'default' in module ? module.default : module;

/**
 * Ajv for the dialect: JSON Schema 2020-12 without its dynamic and unevaluated vocabularies, which nobody can use
 * here and which would leave their bookkeeping in every recursive validator.
 */
export class DialectAjv extends unwrapped(Core) {
  override _addVocabularies(): void {
    super._addVocabularies();
    for (const vocabulary of [core, validation, unwrapped(applicator)(true), format, next])
      this.addVocabulary(unwrapped(vocabulary));
    this.addKeyword(unwrapped(discriminator));
    this.removeKeyword(multipleOf.keyword);
    this.addKeyword(multipleOf);
  }

  /** Every schema is gone, and the functions it writes are numbered from the start. */
  forget(): void {
    this.removeSchema();
    const fresh = new ValueScope({ ...this.scope.opts, scope: {} });
    (this as { scope: ValueScope }).scope = fresh;
  }
}
