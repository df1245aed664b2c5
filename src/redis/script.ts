/**
 * The generic cell rate algorithm of `src/limiter/gcra.ts`, on Redis's own clock: all charges of a call in one script,
 * which Redis runs alone. Every number is an integer below 2^53, where Lua's doubles are exact.
 *
 * KEYS: one a charge, then the `once` key if there is one.
 * ARGV: "take" | "peek", ms to remember `once` ("" without one), ms since 1970 ("" for Redis's clock),
 *       then limit, perMs, burst, cost of each charge.
 * Answers {1}, or {0, index from 0, ms to wait}.
 */
export const script = `
local take, onceMs, now = ARGV[1] == 'take', ARGV[2], tonumber(ARGV[3])
local charges = (#ARGV - 3) / 4
local once = onceMs ~= '' and KEYS[charges + 1]
if once and redis.call('EXISTS', once) == 1 then return {1} end
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local left, longest, refusing = {}, 0, 0
for i = 1, charges do
  local key, arg = KEYS[i], 4 * i
  local limit, perMs = tonumber(ARGV[arg]), tonumber(ARGV[arg + 1])
  local burst, cost = tonumber(ARGV[arg + 2]), tonumber(ARGV[arg + 3])
  local at, backlog = now, 0
  local bucket = left[key]
  if not bucket then
    local stored = redis.call('GET', key)
    if stored then bucket = { struct.unpack('dd', stored) } end
  end
  if bucket then
    at = math.max(bucket[1], now)
    backlog = math.max(0, bucket[2] - (at - bucket[1]) * limit)
  end
  local filled = backlog + cost * perMs
  local over = filled - burst * perMs
  if over > 0 then
    local wait = math.ceil(over / limit) + at - now
    if wait > longest then longest, refusing = wait, i - 1 end
    left[key] = { at, backlog, limit }
  else
    left[key] = { at, filled, limit }
  end
end
if longest > 0 then return {0, refusing, longest} end
if take then
  for key, bucket in pairs(left) do
    local ms = math.ceil(bucket[2] / bucket[3]) + bucket[1] - now + 60000
    redis.call('SET', key, struct.pack('dd', bucket[1], bucket[2]), 'PX', ms)
  end
  if once then redis.call('SET', once, '', 'PX', onceMs) end
end
return {1}
`;
