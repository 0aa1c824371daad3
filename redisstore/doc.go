// Package redisstore keeps the state of many processes in Redis.
//
// [NewPasscodes] makes the store of package otp:
//
//	client := redis.NewClient(&redis.Options{Addr: "localhost:6379", ContextTimeoutEnabled: true})
//	service, err := otp.New(otp.Config{
//		Sender: sender,
//		Key:    key,
//		Store:  redisstore.NewPasscodes(client, ""),
//	})
//
// [NewEvents] makes the store of package webhook, which keeps an event that is
// delivered several times from being processed several times:
//
//	callback := webhook.Deduplicate(redisstore.NewEvents(client, "", 0), router.Handle)
//
// # Redis
//
// Every step is one command or one Lua script, so it is atomic, also among
// processes. A script works on keys of one slot: a cluster will do. Time is that
// of the server, so the clocks of the processes need not agree. Everything
// expires by itself.
//
// The server must not evict keys before they expire (maxmemory-policy
// noeviction), or a limit is lifted with them. After a failover to a replica
// that has missed writes, the last guesses may be had again, and the last
// sessions are gone. The tests run against Redis 7.
//
// # The client
//
// It comes from the caller, with its own timeouts and retries:
//
//   - Set ContextTimeoutEnabled, or a deadline of the caller's context does not
//     end a command; ReadTimeout does, after three seconds.
//   - Read from the primary: leave ReadOnly, RouteByLatency and RouteRandomly
//     unset, or a session that was revoked may still be found on a replica.
//   - What it repeats after a lost answer may count an event or a guess twice, or
//     find its code used: that errs on the safe side.
//
// A server that cannot be reached, or does not answer in time, is an error of
// every step: no code is sent, no guess is judged and no session found.
package redisstore
