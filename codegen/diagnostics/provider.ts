/** TW5xxx: what a model provider cannot be told, or does not take. */
export const provider = {};
