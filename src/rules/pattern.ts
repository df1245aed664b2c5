import { RE2JS } from 're2js';

/**
 * A pattern of a schema that the built-in engine could be made to stall on: matched anywhere in the text, in time
 * linear in its length (RE2). The source is in RE2 syntax, made by the compiler; it is compiled on the first text.
 */
export function linear(source: string): { test(text: string): boolean } {
  let compiled: RE2JS | undefined;
  return {
    test: (text) => {
      compiled ??= RE2JS.compile(source);
      return compiled.matcher(text).find();
    },
  };
}
