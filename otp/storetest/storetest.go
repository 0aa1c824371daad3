// Package storetest tests whether a store does what [otp.Store] promises.
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) otp.Store { return mystore.New(database(t)) })
//	}
//
// The tests wait in real time for entries to expire, because a store may be a
// server with its own clock. They take less than a second, and do not fail on a
// slow machine.
package storetest

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wabakit/whatsapp/otp"
)

const (
	// short passes while a test waits, long does not.
	short = 50 * time.Millisecond
	long  = time.Hour
	// patience is how long a test waits before it fails.
	patience = 10 * time.Second
)

// Run runs all tests in parallel, each against a store that newStore makes.
// Each store must be empty and independent of the others.
func Run(t *testing.T, newStore func(t *testing.T) otp.Store) {
	t.Helper()
	for _, test := range []struct {
		name string
		run  func(t *testing.T, store otp.Store)
	}{
		{"limit", testLimit},
		{"limits of other keys and names", testOtherLimits},
		{"all limits or none", testAllLimitsOrNone},
		{"sliding window", testSlidingWindow},
		{"limit taken at once", testLimitAtOnce},
		{"guesses", testGuesses},
		{"code is replaced", testCodeReplaced},
		{"code is used once", testCodeUsedOnce},
		{"code expires", testCodeExpires},
		{"guesses at once", testGuessesAtOnce},
		{"code used at once", testUseAtOnce},
		{"session", testSession},
		{"session expires", testSessionExpires},
		{"one key for all", testOneKeyForAll},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, newStore(t))
		})
	}
}

func check(t *testing.T, ok bool, format string, arguments ...any) {
	t.Helper()
	if !ok {
		t.Fatalf(format, arguments...)
	}
}

func checkNoError(t *testing.T, err error) {
	t.Helper()
	check(t, err == nil, "unexpected error: %v", err)
}

func checkError(t *testing.T, err, want error) {
	t.Helper()
	check(t, errors.Is(err, want), "the error is %v, want %v", err, want)
}

// eventually waits until done returns true.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	end := time.Now().Add(patience)
	for !done() {
		check(t, time.Now().Before(end), "%s: not within %v", what, patience)
		time.Sleep(short / 10)
	}
}

// atOnce calls a function from many goroutines and returns how many of the
// calls returned true.
func atOnce(t *testing.T, times int, call func() (bool, error)) int {
	t.Helper()
	var (
		group     sync.WaitGroup
		start     = make(chan struct{})
		succeeded atomic.Int64
		failure   atomic.Value
	)
	for range times {
		group.Go(func() {
			<-start
			ok, err := call()
			if err != nil {
				failure.Store(err)
			}
			if ok {
				succeeded.Add(1)
			}
		})
	}
	close(start)
	group.Wait()
	check(t, failure.Load() == nil, "unexpected error: %v", failure.Load())
	return int(succeeded.Load())
}
