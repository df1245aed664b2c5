export { checkSchema } from './check-schema.js';
export { issuesOf } from './issues.js';
export { type Lowered, type LowerInput, lowerSchemas } from './lower.js';
export { type Tag, tagOf, takesNull } from './union.js';
