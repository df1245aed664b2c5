export { checkSchema } from './check-schema.js';
export { issuesOf } from './issues.js';
export { type Lowered, type LowerInput, lowerSchemas } from './lower.js';
export { placesOf } from './presets.js';
export { type Tag, tagOf, takesNull } from './union.js';
