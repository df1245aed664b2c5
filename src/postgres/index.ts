export { type PostgresClient, type PostgresLimiterOptions, postgresLimiter } from './limiter.js';
