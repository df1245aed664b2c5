import type { NamePattern } from '../shape.js';

/** Compiled when the first name comes: most tools have none. */
const compiled = new Map<string, RegExp>();

export function matches(pattern: NamePattern['name'], name: string): boolean {
  if (typeof pattern !== 'string') return pattern.test(name);
  let expression = compiled.get(pattern);
  if (!expression) {
    expression = new RegExp(pattern, 'u');
    compiled.set(pattern, expression);
  }
  return expression.test(name);
}
