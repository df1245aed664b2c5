export type { IoRedis, NodeRedis, NodeRedisCluster, RedisClient } from './client.js';
export { type RedisLimiterOptions, redisLimiter } from './limiter.js';
