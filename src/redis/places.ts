/**
 * A place of a key, for a time, on Redis's own clock: a sorted set of owners by when their time is over.
 *
 * KEYS: the key. ARGV: owner, how many places there are, ms to hold it, ms since 1970 ("" for Redis's clock).
 * Answers 1, or 0 where every place is another's.
 */
export const placeScript = `
local key, owner, ttl, now = KEYS[1], ARGV[1], tonumber(ARGV[3]), tonumber(ARGV[4])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
if not redis.call('ZSCORE', key, owner) and redis.call('ZCARD', key) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', key, now + ttl, owner)
if redis.call('PTTL', key) < ttl + 60000 then redis.call('PEXPIRE', key, ttl + 60000) end
return 1
`;
