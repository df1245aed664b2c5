export type { Head, Signer } from '../ledger/chain.js';
export type { Pruned, SqlLedger } from '../ledger/sql.js';
export type { AuditReport, Fault } from '../ledger/verify.js';
export { jsonlAudit } from './jsonl-audit.js';
export { type SqliteLedgerOptions, sqliteLedger } from './ledger.js';
export { type PinoLogger, pinoAudit } from './pino-audit.js';
export { type AuditReader, readAudit } from './read-audit.js';
export { shownDatabase } from './unreadable.js';
export { type VerifyAuditOptions, verifyAudit } from './verify-audit.js';
