export type { IoRedis, NodeRedis, RedisClient } from './client.js';
export { type RedisLimiterOptions, redisLimiter } from './limiter.js';
