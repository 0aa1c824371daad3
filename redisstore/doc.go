// Package redisstore keeps the state of several processes in Redis.
//
// [NewPasscodes] returns a store for package otp:
//
//	client := redis.NewClient(&redis.Options{Addr: "localhost:6379", ContextTimeoutEnabled: true})
//	service, err := otp.New(otp.Config{
//		Sender: sender,
//		Key:    key,
//		Store:  redisstore.NewPasscodes(client, ""),
//	})
//
// [NewEvents] returns a store for package webhook, so that an event that is
// delivered several times is processed once:
//
//	callback := webhook.Deduplicate(redisstore.NewEvents(client, "", 0), router.Handle)
//
// The same store counts failures for [webhook.WithDeadLetters].
//
// [NewLimiter] returns a limiter for the clients of all processes that send
// from the same phone numbers:
//
//	limiter := redisstore.NewLimiter(client, redisstore.LimiterOptions{Processes: 16})
//	messenger, err := whatsapp.NewClient(token, whatsapp.WithLimiter(limiter))
//
// # Redis
//
// Every step is one command or one Lua script, so it is atomic even among
// processes. The keys of a script are in one slot, so a cluster works too. All
// times are the server's, so the clocks of the processes need not agree. Every
// key expires.
//
// The server must not evict keys before they expire (set maxmemory-policy to
// noeviction), since that would lift limits. After a failover to a replica that
// has missed writes, the latest guesses can be made again, the latest sessions
// are gone, and the latest places may be taken twice. The tests run against
// Redis 7.
//
// # The client
//
// The caller makes the client, with its timeouts and retries:
//
//   - Set ContextTimeoutEnabled. Without it, the deadline of a context does not
//     end a command; only ReadTimeout does, after three seconds by default. A
//     [Limiter] returns in time all the same.
//   - Read from the primary: leave ReadOnly, RouteByLatency and RouteRandomly
//     unset. Otherwise a revoked session may still be found on a replica.
//   - A command that the client repeats after a lost answer may count an event
//     or a guess twice, or find its code used. That errs on the safe side.
//
// If the server cannot be reached or does not answer in time, every step of the
// other stores returns an error: no code is sent, no guess is compared, and no
// session is found. A [Limiter] goes on by itself, with this process's share of
// each number's throughput if [LimiterOptions] has the number of Processes, and
// all of it otherwise. It says so through OnChange, and returns to the shared
// places when the server answers again.
package redisstore
