export { safe } from './cells.js';
export { github } from './github.js';
export { pretty, type SourceOf } from './pretty.js';
