export type { Answer, HttpError, Line, Turn } from './script.js';
export {
  brokenStream,
  call,
  calls,
  customCall,
  cutOff,
  filtered,
  httpError,
  refuse,
  say,
  unfinished,
} from './script.js';
export type { ScriptedModel, ScriptedModelOptions } from './scripted-model.js';
export { scriptedModel } from './scripted-model.js';
export type { VirtualEnv } from './virtual-env.js';
export { virtualEnv } from './virtual-env.js';
export type { ChatRequest, WireMessage, WireUsage } from './wire.js';
