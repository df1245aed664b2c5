/**
 * The function, keeping its last answer: several emitters ask the same of one tool after the other, and what was
 * worked out for a thousand tools would fill the memory.
 */
export function latest<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  let last: { readonly key: Key; readonly value: Value } | undefined;
  return (key) => {
    if (last?.key !== key) last = { key, value: make(key) };
    return last.value;
  };
}
