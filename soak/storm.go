package main

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// A storm breaks things.
type storm struct {
	ledger   *ledger
	slots    []*slot
	postgres *postgresServer // nil if it is not ours
	redis    *redisServer
	disk     *disk
	enabled  map[string]bool
	random   *rand.Rand

	background sync.WaitGroup
	mutex      sync.Mutex
	busy       map[*slot]bool // what has a fault of its own at present
}

// The names of faults that are not those of a storm: they are there, or not,
// from the beginning.
const (
	faultDrop   = "drop"
	faultPoison = "poison"
)

// A fault is something that breaks, with how often it does.
type fault struct {
	name   string
	weight int
	doable func(s *storm) bool
	do     func(s *storm, ctx context.Context)
}

func always(*storm) bool          { return true }
func (s *storm) hasProxies() bool { return s.slots[0].proxy != nil }

func faults() []fault {
	return []fault{
		{"kill", 8, always, (*storm).kill},
		{"stop", 3, always, (*storm).stop},
		{"suspend", 1, always, (*storm).suspend},
		{"partition", 1, (*storm).hasProxies, (*storm).partition},
		{"slow", 1, (*storm).hasProxies, func(s *storm, ctx context.Context) { s.disturb(ctx, proxySlow, "times the database was slow") }},
		{"hang", 1, (*storm).hasProxies, func(s *storm, ctx context.Context) { s.disturb(ctx, proxyHangs, "times the database hung") }},
		{"refuse", 1, (*storm).hasProxies, func(s *storm, ctx context.Context) { s.disturb(ctx, proxyRefuses, "times the database was away") }},
		{"cut", 2, (*storm).hasProxies, (*storm).cut},
		{"restart", 2, func(s *storm) bool { return s.postgres != nil }, (*storm).restart},
		{"redis", 1, func(s *storm) bool { return s.redis != nil }, (*storm).restartRedis},
		{"disk", 3, func(s *storm) bool { return s.disk != nil }, (*storm).fillDisk},
	}
}

func faultNames() []string {
	names := []string{faultDrop, faultPoison}
	for _, f := range faults() {
		names = append(names, f.name)
	}
	return names
}

// run breaks one thing after the other until the context ends, and leaves
// everything in order.
func (s *storm) run(ctx context.Context) {
	bag, total := []fault{}, 0
	for _, f := range faults() {
		if s.enabled[f.name] && f.doable(s) {
			bag, total = append(bag, f), total+f.weight
		}
	}
	for total > 0 && sleep(ctx, time.Duration(300+s.random.IntN(1500))*time.Millisecond) {
		at := s.random.IntN(total)
		for _, f := range bag {
			if at -= f.weight; at < 0 {
				f.do(s, context.WithoutCancel(ctx))
				break
			}
		}
	}
	s.background.Wait()
}

// pick chooses a slot that has no fault of its own, and gives it one. It
// returns nil if there is none.
func (s *storm) pick() *slot {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	free := []*slot{}
	for _, candidate := range s.slots {
		if !s.busy[candidate] {
			free = append(free, candidate)
		}
	}
	if len(free) == 0 {
		return nil
	}
	chosen := free[s.random.IntN(len(free))]
	s.busy[chosen] = true
	return chosen
}

func (s *storm) release(chosen *slot) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	delete(s.busy, chosen)
}

// aside does something to a slot while the storm goes on.
func (s *storm) aside(do func(chosen *slot)) {
	chosen := s.pick()
	if chosen == nil {
		return
	}
	s.background.Go(func() {
		defer s.release(chosen)
		do(chosen)
	})
}

// kill ends a process, or two at the same time, suspended ones too.
func (s *storm) kill(context.Context) {
	var work sync.WaitGroup
	for range 1 + s.random.IntN(4)/3 {
		victim := s.slots[s.random.IntN(len(s.slots))]
		work.Go(func() { victim.end(endKilled) })
	}
	work.Wait()
}

func (s *storm) stop(context.Context) {
	s.aside(func(chosen *slot) { chosen.end(endStopped) })
}

// suspend suspends a process, for so long that the others may take it for dead.
func (s *storm) suspend(context.Context) {
	howLong := time.Duration(s.random.Int64N(int64(2 * deadAfter)))
	s.aside(func(chosen *slot) {
		defer s.ledger.troubled(time.Now())
		chosen.suspend(howLong)
		s.ledger.count("processes suspended")
	})
}

// partition has one process lose the database.
func (s *storm) partition(ctx context.Context) {
	howLong, mode := time.Duration(s.random.Int64N(int64(2*deadAfter))), proxyHangs
	if s.random.IntN(2) == 0 {
		mode = proxyRefuses
	}
	s.aside(func(chosen *slot) {
		defer s.ledger.troubled(time.Now())
		chosen.proxy.set(mode)
		sleep(ctx, howLong)
		chosen.proxy.set(proxyPasses)
		s.ledger.count("times one process lost the database")
	})
}

// disturb does something to the database of all, and kills a process meanwhile.
func (s *storm) disturb(ctx context.Context, mode proxyMode, what string) {
	s.background.Wait() // nothing is stopped in order without a database
	defer s.ledger.troubled(time.Now())
	for _, each := range s.slots {
		each.proxy.set(mode)
	}
	s.hold(ctx)
	for _, each := range s.slots {
		each.proxy.set(proxyPasses)
	}
	s.ledger.count(what)
}

// hold is the time that something lasts which concerns everybody.
func (s *storm) hold(ctx context.Context) {
	sleep(ctx, time.Duration(300+s.random.IntN(2000))*time.Millisecond)
	if s.enabled["kill"] && s.random.IntN(2) == 0 {
		s.kill(ctx)
	}
	sleep(ctx, time.Duration(300+s.random.IntN(2000))*time.Millisecond)
}

func (s *storm) cut(context.Context) {
	s.background.Wait()
	for _, each := range s.slots {
		each.proxy.cut()
	}
	s.ledger.count("times all connections were cut")
}

// restart ends PostgreSQL as a crash does, and starts it again.
func (s *storm) restart(ctx context.Context) {
	s.background.Wait()
	defer s.ledger.troubled(time.Now())
	if err := s.postgres.stop(ctx); err != nil {
		s.ledger.complain("PostgreSQL does not stop: %s", err)
	}
	s.hold(ctx)
	if err := insistently(ctx, s.postgres.start); err != nil {
		s.ledger.complain("PostgreSQL does not start again: %s", err)
	}
	s.ledger.count("restarts of the database")
}

// insistently starts a server again: somebody may have its port for a moment.
func insistently(ctx context.Context, start func(ctx context.Context) error) (err error) {
	for range 60 {
		if err = start(ctx); err == nil || !sleep(ctx, 500*time.Millisecond) {
			return err
		}
	}
	return err
}

func (s *storm) restartRedis(ctx context.Context) {
	s.redis.stop()
	sleep(ctx, time.Duration(s.random.IntN(2000))*time.Millisecond)
	if err := insistently(ctx, s.redis.start); err != nil {
		s.ledger.complain("Redis does not start again: %s", err)
	}
	s.ledger.count("restarts of Redis")
}

// fillDisk has the disk run full, and makes room again.
func (s *storm) fillDisk(ctx context.Context) {
	s.background.Wait()
	before := s.ledger.counted(answered500) + s.ledger.counted(answered503)
	if err := s.disk.fill(); err != nil {
		s.ledger.complain("the disk does not run full: %s", err)
	}
	// It takes a while until the database needs more room than it has.
	for range 50 {
		sleep(ctx, 100*time.Millisecond)
		if s.ledger.counted(answered500)+s.ledger.counted(answered503) > before {
			break
		}
	}
	s.hold(ctx)
	s.ledger.add(refusedForRoom, s.ledger.counted(answered500)+s.ledger.counted(answered503)-before)
	if err := s.disk.free(); err != nil {
		s.ledger.complain("the disk has no room: %s", err)
	}
	s.ledger.count("times the disk was full")
}

const (
	answered500    = "webhooks answered with 500"
	answered503    = "webhooks answered with 503"
	refusedForRoom = "webhooks refused while the disk was full"
)
