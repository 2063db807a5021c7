-- Counts requests of one key in parts of a window, as window.count does in memory.
-- KEYS: the hash of the key, with the requests of each part by its number; s is
-- their sum, o the number of the oldest, l that of the latest, p the length.
-- ARGV: requests, limit, length of a part in microseconds, parts of a window.
-- Returns whether they were added, the sum, and the microseconds until the oldest
-- part counts no more.
local n, limit, length, parts = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local number = math.floor(now / length)
local function field(i) return string.format('%.0f', i) end

local kept = redis.call('HMGET', KEYS[1], 's', 'o', 'l', 'p')
local sum, oldest, latest = tonumber(kept[1]), tonumber(kept[2]), tonumber(kept[3])
if not sum or tonumber(kept[4]) ~= length or latest < number - parts then
  if sum then redis.call('DEL', KEYS[1]) end
  sum, oldest, latest = 0, number, number
end
number = math.max(number, latest)

local first = oldest
while sum > 0 and oldest < number do
  local requests = redis.call('HGET', KEYS[1], field(oldest))
  if requests and oldest >= number - parts then break end
  if requests then
    sum = sum - tonumber(requests)
    redis.call('HDEL', KEYS[1], field(oldest))
  end
  oldest = oldest + 1
end
if sum == 0 then oldest = number end

local taken = sum + n <= limit
if taken and n > 0 then
  sum = sum + n
  redis.call('HINCRBY', KEYS[1], field(number), n)
  redis.call('HSET', KEYS[1], 's', sum, 'o', field(oldest), 'l', field(number), 'p', length)
  redis.call('PEXPIRE', KEYS[1], math.ceil(length * (parts + 1) / 1000))
elseif oldest ~= first then
  redis.call('HSET', KEYS[1], 's', sum, 'o', field(oldest), 'l', field(latest), 'p', length)
  redis.call('PEXPIRE', KEYS[1], math.ceil(length * (parts + 1) / 1000))
end
local wait = 0
if sum > 0 then wait = math.max(0, (oldest + parts + 1) * length - now) end
return {taken and 1 or 0, sum, wait}
