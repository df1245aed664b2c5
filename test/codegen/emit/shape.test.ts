import { expect, test } from 'vitest';
import { flat } from '../../../codegen/emit/literal.js';
import { shape } from '../../../codegen/emit/shape.js';

test('a name is matched by the built-in engine, or by the linear one where that could stall', () => {
  const patterns = ['^a', '^(a+)+$'].map((name) => ({ name, shape: { redact: true } as const }));
  expect(flat(shape({ patterns }))).toBe(
    "{ patterns: [{ name: '^a', shape: { redact: true } }, " +
      "{ name: linear('\\\\A(?:(?:[\\\\x{61}]){1,}){1,}\\\\z'), shape: { redact: true } }] }",
  );
});
