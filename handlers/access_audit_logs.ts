import { newestEvents } from '../examples/desk/audit.js';
import { accessAuditLogs } from '../generated/tools/access_audit_logs.js';

export default accessAuditLogs.handler(async ({ tool, limit }, { app }) => {
  const events = await newestEvents(app.ledger, app.tenant);
  const entries = events
    .filter((event) => tool === undefined || event.tool === tool)
    .slice(0, limit)
    .map((event) => ({
      at: new Date(event.at).toISOString(),
      tool: event.tool,
      type: event.type,
      status: event.type === 'outcome' ? (event.code ?? event.status) : '',
      caller: event.caller?.id ?? '',
    }));
  return { entries };
});
