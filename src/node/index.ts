export type { Head } from '../ledger/chain.js';
export type { AuditReport, Fault } from '../ledger/verify.js';
export { jsonlAudit } from './jsonl-audit.js';
export { type SqliteLedgerOptions, sqliteLedger } from './ledger.js';
export { verifyAudit } from './verify-audit.js';
