/** TW2xxx: the JSON Schemas of tools.yaml, held against the dialect. */
export const schema = {};
