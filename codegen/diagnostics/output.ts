/** TW4xxx: the output folder and the handlers folder. */
export const output = {};
