import { isObject, type Json } from '../../../src/json.js';
import { typesIn } from '../../schema/object.js';

/**
 * The same schema as OpenAI takes it without strict mode, too: it refuses a list whose `items` is absent or no object,
 * and with it the request. An empty one takes any value; that nothing may follow is said by how many there may be.
 */
export function withItems(schema: Json): Json {
  if (!isObject(schema) || !typesIn(schema)?.includes('array') || isObject(schema.items))
    return schema;
  const { items, prefixItems, maxItems = Number.MAX_SAFE_INTEGER } = schema;
  const listed = Array.isArray(prefixItems) ? prefixItems.length : 0;
  const most = items === false && { maxItems: Math.min(Number(maxItems), listed) };
  return { ...schema, items: {}, ...most };
}
