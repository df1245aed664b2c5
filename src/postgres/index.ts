export type { SqlLedger } from '../ledger/sql.js';
export { type PostgresLedgerOptions, postgresLedger } from './ledger.js';
export { type PostgresClient, type PostgresLimiterOptions, postgresLimiter } from './limiter.js';
