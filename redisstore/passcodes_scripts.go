package redisstore

import "github.com/redis/go-redis/v9"

// takeScript keeps the times of a limit's latest events in a list, newest
// first. The limit has been reached if the event that would be dropped is
// within the window. It returns the number of milliseconds to wait.
//
// KEYS: one list per limit. ARGV: a maximum and a window per limit.
var takeScript = redis.NewScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local wait = 0
for i, key in ipairs(KEYS) do
	local oldest = redis.call('LINDEX', key, ARGV[2 * i - 1] - 1)
	if oldest then
		wait = math.max(wait, oldest + ARGV[2 * i] - now)
	end
end
if wait > 0 then
	return wait
end
for i, key in ipairs(KEYS) do
	redis.call('LPUSH', key, string.format('%.0f', now))
	redis.call('LTRIM', key, 0, ARGV[2 * i - 1] - 1)
	redis.call('PEXPIRE', key, ARGV[2 * i])
end
return 0
`)

// putCodeScript replaces a code, once per call: the client repeats a command
// that got no answer. In that case, guesses made in the meantime must still
// count, and a newer code must stay. KEYS: the code. ARGV: hash, guesses,
// lifetime, and an id of the call.
var putCodeScript = redis.NewScript(`
local calls = redis.call('HMGET', KEYS[1], 'call', 'previous')
if calls[1] == ARGV[4] or calls[2] == ARGV[4] then
	return 0
end
redis.call('HSET', KEYS[1], 'hash', ARGV[1], 'guesses', ARGV[2], 'call', ARGV[4], 'previous', calls[1] or '')
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`)

// guessScript uses a guess and returns the hash, nil if there is no code, or an
// empty string if no guesses are left. KEYS: the code.
var guessScript = redis.NewScript(`
local guesses = redis.call('HGET', KEYS[1], 'guesses')
if not guesses then
	return false
end
if tonumber(guesses) <= 0 then
	return ''
end
redis.call('HINCRBY', KEYS[1], 'guesses', -1)
return redis.call('HGET', KEYS[1], 'hash')
`)

// useCodeScript removes the code if it has this hash. KEYS: the code. ARGV: the
// hash.
var useCodeScript = redis.NewScript(`
if redis.call('HGET', KEYS[1], 'hash') ~= ARGV[1] then
	return 0
end
return redis.call('DEL', KEYS[1])
`)
