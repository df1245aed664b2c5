/**
 * The generic cell rate algorithm of `src/limiter/gcra.ts`, on Redis's own clock: all charges of a call in one script,
 * which Redis runs alone. Every number is an integer, which Lua's doubles hold as JavaScript's do.
 *
 * KEYS: one a charge, then the `once` key if there is one.
 * ARGV: one JSON array, which costs Redis and its client less than as many arguments: whether to take (1) or to peek
 *       (0), ms to remember `once` (0 without one), ms since 1970 (0 for Redis's clock), by when (0 for whenever), then
 *       of each charge its limit and, in the unit of a backlog, what it takes and the most there may be.
 * Answers its time, or {index from 0, ms to wait, its time}; the index is -1 where it is too late, and nobody listens.
 */
export const script = `
local arg = cjson.decode(ARGV[1])
local now, by, charges, once = arg[3], arg[4], #KEYS, nil
if now == 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
if by > 0 and now > by then return {-1, 0, now} end
if arg[2] > 0 then
  once, charges = KEYS[charges], charges - 1
  if redis.call('EXISTS', once) == 1 then return now end
end
local ats, backlogs, longest, refusing = {}, {}, 0, 0
for i = 1, charges do
  local limit, at, backlog = arg[3 * i + 2], nil, 0
  for j = i - 1, 1, -1 do
    if KEYS[j] == KEYS[i] then at, backlog = ats[j], backlogs[j] break end
  end
  if not at then
    local stored = redis.call('GET', KEYS[i])
    if stored and #stored ~= 16 then
      return redis.error_reply('ERR another toolwright wrote ' .. KEYS[i])
    end
    if stored then at, backlog = struct.unpack('dd', stored) else at = now end
  end
  backlog = math.min(backlog, arg[3 * i + 4])
  if at < now then
    backlog = math.max(0, backlog - (now - at) * limit)
    at = now
  end
  local filled = backlog + arg[3 * i + 3]
  local over = filled - arg[3 * i + 4]
  if over > 0 then
    local wait = math.ceil(over / limit) + at - now
    if wait > longest then longest, refusing = wait, i - 1 end
  else
    backlog = filled
  end
  ats[i], backlogs[i] = at, backlog
end
if longest > 0 then return {refusing, longest, now} end
if arg[1] == 1 then
  for i = 1, charges do
    local at, backlog = ats[i], backlogs[i]
    local ms = math.ceil(backlog / arg[3 * i + 2]) + at - now + 60000
    redis.call('SET', KEYS[i], struct.pack('dd', at, backlog), 'PX', ms)
  end
  if once then redis.call('SET', once, '', 'PX', arg[2]) end
end
return now
`;
