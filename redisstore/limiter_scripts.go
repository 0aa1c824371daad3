package redisstore

import "github.com/redis/go-redis/v9"

// limiterHead reads the state of a number and has what both scripts need: the
// figures and functions of whatsapp.LocalLimiter. All times are in microseconds
// of the server.
//
// KEYS: the number's places, its throughput, and the pair. ARGV: the interval
// of the pair, zero for none, and its burst.
const limiterHead = `
local spare = 1 + 1 / 28
local onTheWay, rowEnds = 500000, 1000000
local cuts = {{0.97, 0.995}, {0.8, 0.97}, {0.5, 0.95}}
local leastShare = 1 / 80
local fastGrowth, slowGrowth, acceleration = 0.025, 0.001, 0.0001

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local number = redis.call('HMGET', KEYS[1], 'next', 'since', 'share', 'ceiling', 'row', 'settled')
local nextPlace, since, share = tonumber(number[1] or 0), tonumber(number[2] or 0), tonumber(number[3] or 1)
local ceiling, row, settled = tonumber(number[4] or 1), tonumber(number[5] or 0), tonumber(number[6] or 0)
local interval = tonumber(ARGV[1]) * spare
local burst = (tonumber(ARGV[2]) - 1) * interval

local function text(micros) return string.format('%.0f', micros) end

local function expire(key, at)
	redis.call('PEXPIRE', key, math.max(1, math.ceil((at - now) / 1000)))
end

local function shareAt(at)
	if since == 0 then
		return 1
	end
	local seconds = math.max(0, at - since) / 1000000
	local quick = (ceiling - share) / (ceiling * fastGrowth)
	if seconds <= quick then
		return share + seconds * ceiling * fastGrowth
	end
	seconds = seconds - quick
	return math.min(1, ceiling * (1 + seconds * slowGrowth + seconds * seconds * acceleration))
end

-- The places of a number are kept until it is as fast as before.
local function keepNumber(...)
	redis.call('HSET', KEYS[1], ...)
	expire(KEYS[1], math.max(nextPlace, now) + (since == 0 and 1000000 or 900000000))
end
`

// reserveScript takes a place: see pacedNumber.reserve in package whatsapp.
// Further ARGV: the throughput, unless the key has another one, and the longest
// wait. It returns whether a place was taken, the wait, and whether that is for
// the pair alone.
var reserveScript = redis.NewScript(limiterHead + `
local place = math.max(nextPlace, now)
local wait = place - now
local paid = 0
if interval > 0 then
	paid = tonumber(redis.call('HGET', KEYS[3], 'paid') or 0)
	local pairWait = math.ceil(paid - burst - now)
	if pairWait > wait then
		return {0, pairWait, 1}
	end
end
if wait > tonumber(ARGV[4]) then
	return {0, wait, 0}
end
local throughput = tonumber(redis.call('GET', KEYS[2]) or ARGV[3])
nextPlace = place + 1000000 * spare / (throughput * shareAt(place))
keepNumber('next', text(nextPlace))
if interval > 0 then
	paid = math.max(paid, place) + interval
	redis.call('HSET', KEYS[3], 'paid', text(paid))
	redis.call('HINCRBY', KEYS[3], 'taken', 1)
	expire(KEYS[3], paid)
end
return {1, wait, 0}
`)

// refuseScript slows down after a refusal: see pacedNumber.refused and
// pacedNumber.pairRefused in package whatsapp. Further ARGV: the wait that
// Graph states, and whether the refusal is for the pair.
var refuseScript = redis.NewScript(limiterHead + `
local function fourfold(first, times, longest) return math.min(first * 4 ^ times, longest) end

local stated = tonumber(ARGV[3])
if ARGV[4] == '1' then
	local pair = redis.call('HMGET', KEYS[3], 'paid', 'settled', 'refusals', 'taken')
	local paid, settled = tonumber(pair[1] or 0), tonumber(pair[2] or 0)
	local refusals, taken = tonumber(pair[3] or 0), tonumber(pair[4] or 0)
	local wait = stated
	if now >= settled then
		if taken > 1 then
			refusals = 0
		end
		wait = math.max(stated, fourfold(1000000, refusals, 256000000))
		refusals, taken = refusals + 1, 0
	end
	if wait == 0 then
		return 0
	end
	wait = math.max(wait, interval)
	paid = math.max(paid, now + wait + burst)
	settled = math.max(settled, paid - burst)
	redis.call('HSET', KEYS[3], 'paid', text(paid), 'settled', text(settled), 'refusals', refusals, 'taken', taken)
	expire(KEYS[3], paid)
	return 1
end
if now < settled then
	if stated > 0 then
		nextPlace = math.max(nextPlace, now + stated)
		keepNumber('next', text(nextPlace), 'settled', text(math.max(settled, nextPlace + onTheWay)))
	end
	return 0
end
local refused, pause = shareAt(now), 0
if now >= settled + rowEnds then
	row = 0
end
row = row + 1
local cut = cuts[math.min(row, #cuts)]
share, ceiling = math.max(leastShare, cut[1] * refused), math.max(leastShare, cut[2] * refused)
if row > 1 then
	pause = fourfold(250000, row - 2, 64000000)
end
nextPlace = math.max(math.max(nextPlace, now) + pause, now + stated)
since = nextPlace
keepNumber('next', text(nextPlace), 'since', text(since), 'settled', text(nextPlace + onTheWay),
	'share', tostring(share), 'ceiling', tostring(ceiling), 'row', row)
return 1
`)
