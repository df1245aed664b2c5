/** TW3xxx: what tools.yaml says: names that refer to each other, conditions, rules between fields. */
export const meaning = {};
