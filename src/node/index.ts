export { type SqliteLedgerOptions, sqliteLedger } from './ledger.js';
