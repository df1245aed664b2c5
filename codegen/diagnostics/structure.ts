/** TW11xx: the shape of tools.yaml: keys, types, names. */
export const structure = {};
