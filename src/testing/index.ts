export type { VirtualEnv } from './virtual-env.js';
export { virtualEnv } from './virtual-env.js';
