import type { Environment } from '@marcbachmann/cel-js';
import type { JsonObject } from '../../json.js';
import type { Caller } from '../../tool.js';
import { raw, type View, viewClass } from './view.js';

/** What expressions see of a caller, and the CEL types. A field that a caller lacks is an error, but for `has()`. */
export const callerFields = {
  id: 'string',
  tenant: 'string',
  roles: 'list<string>',
  scopes: 'list<string>',
  attributes: 'map<string, dyn>',
} as const satisfies { readonly [K in keyof Required<Caller>]: string };

const same = <T>(value: T): T => value;
const CallerView = viewClass({
  ...Object.fromEntries(Object.keys(callerFields).map((key) => [key, same])),
  id: (value) => value || undefined,
});

/** The caller, or nobody: every field of nobody is absent, or its id alone, and `caller == null` holds. */
export const callerView = (caller: Caller | null): View =>
  // A caller is an object of JSON values; its type lists its members by name.
  new CallerView(caller as unknown as JsonObject | null);

export function declareCaller(environment: Environment): void {
  environment.registerType('Caller', { ctor: CallerView, fields: { ...callerFields } });
  environment.registerOperator('Caller == null', (view: View) => !view[raw]?.id);
  environment.registerVariable('caller', 'Caller');
}
