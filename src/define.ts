import { ToolError } from './error.js';
import { type Contract, FORMAT, type Handler, type HandlerFunction, type Tool } from './tool.js';

export type { Json, JsonObject } from './json.js';
export type {
  Context,
  Contract,
  Handler,
  HandlersOf,
  ProviderTool,
  Tool,
  Toolset,
  Validator,
  Validators,
} from './tool.js';
export { FORMAT };

/** Makes a tool of generated data: what the model may send, what the handler gets, and what it answers. */
export function defineTool<Input, Arguments, Result>() {
  return <const Name extends string, Errors extends string = never>(
    contract: Contract<Name, Errors>,
  ): Tool<Name, Input, Arguments, Result, Errors> => ({
    contract,
    handler: (run: HandlerFunction<Arguments, Result>): Handler<Name, Arguments, Result> =>
      Object.assign((input: Arguments, context: Parameters<typeof run>[1]) => run(input, context), {
        tool: contract.name,
      }),
    error: (code, options) => new ToolError(contract.name, code, options),
  });
}
