import { updateRecord } from '../generated/tools/update_record.js';

/** What may be changed, by the first letters of the id: the values of a field, or any. */
const records = {
  tkt: {
    table: 'tickets',
    fields: {
      status: ['open', 'pending', 'closed'],
      priority: ['low', 'normal', 'high', 'urgent'],
    },
  },
  usr: { table: 'users', fields: { plan: ['free', 'pro', 'enterprise'], name: 'any' } },
} as const;

export default updateRecord.handler(async ({ record_id, field, value }, { app }) => {
  const { table, fields } = records[record_id.slice(0, 3) as keyof typeof records];
  const values = new Map<string, readonly string[] | 'any'>(Object.entries(fields)).get(field);
  if (!values) throw updateRecord.error('field_not_allowed');
  if (values !== 'any' && !values.includes(value)) throw updateRecord.error('value_not_allowed');
  return app.db.transaction(() => {
    const record = app.db.get<{ before: string }>(
      `SELECT ${field} AS before FROM ${table} WHERE id = ? AND tenant = ?`,
      record_id,
      app.tenant,
    );
    if (!record) throw updateRecord.error('record_not_found');
    app.db.all(`UPDATE ${table} SET ${field} = ? WHERE id = ?`, value, record_id);
    return { record_id, field, before: record.before, after: value };
  });
});
