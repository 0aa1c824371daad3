package storetest_test

import (
	"context"
	"os"
	"os/exec"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/otp"
	"github.com/wabakit/whatsapp/otp/storetest"
)

// brokenVariable makes TestStore test a broken store.
const brokenVariable = "STORETEST_BROKEN"

// Each of these stores breaks one promise.
var brokenStores = map[string]func(otp.Store) otp.Store{
	"counts nothing":              func(s otp.Store) otp.Store { return countsNothing{s} },
	"counts limits one by one":    func(s otp.Store) otp.Store { return oneByOne{s} },
	"has one name for limits":     func(s otp.Store) otp.Store { return oneName{s} },
	"has one key for codes":       func(s otp.Store) otp.Store { return oneKey{s} },
	"counts no guesses":           func(s otp.Store) otp.Store { return freeGuesses{s} },
	"counts guesses in two steps": func(s otp.Store) otp.Store { return &twoSteps{Store: s} },
	"uses a code twice":           func(s otp.Store) otp.Store { return &usesTwice{Store: s} },
	"deletes no session":          func(s otp.Store) otp.Store { return deletesNothing{s} },
	"loses the role":              func(s otp.Store) otp.Store { return losesRole{s} },
}

// The tests must fail for a broken store, or they would prove nothing.
func TestBrokenStoresFail(t *testing.T) {
	t.Parallel()
	program, err := os.Executable()
	require.NoError(t, err)
	for name := range brokenStores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			child := exec.CommandContext(t.Context(), program, "-test.run=^TestStore$")
			child.Env = append(os.Environ(), brokenVariable+"="+name)
			output, err := child.CombinedOutput()
			require.Error(t, err, "%s", output)
			require.Contains(t, string(output), "--- FAIL: TestStore/")
		})
	}
}

func TestStore(t *testing.T) {
	t.Parallel()
	broken := brokenStores[os.Getenv(brokenVariable)]
	if broken == nil {
		broken = func(s otp.Store) otp.Store { return s }
	}
	storetest.Run(t, func(*testing.T) otp.Store { return broken(otp.NewMemoryStore(0)) })
}

type countsNothing struct{ otp.Store }

func (countsNothing) Take(context.Context, string, ...otp.Limit) (time.Duration, error) {
	return 0, nil
}

type oneByOne struct{ otp.Store }

func (s oneByOne) Take(ctx context.Context, key string, limits ...otp.Limit) (longest time.Duration, err error) {
	for _, limit := range limits {
		wait, _ := s.Store.Take(ctx, key, limit)
		longest = max(longest, wait)
	}
	return longest, nil
}

type oneName struct{ otp.Store }

func (s oneName) Take(ctx context.Context, key string, limits ...otp.Limit) (time.Duration, error) {
	for i := range limits {
		limits[i].Name = "limit"
	}
	return s.Store.Take(ctx, key, limits...)
}

type oneKey struct{ otp.Store }

func (s oneKey) PutCode(ctx context.Context, _ string, code otp.Code) error {
	return s.Store.PutCode(ctx, "key", code)
}

type freeGuesses struct{ otp.Store }

func (s freeGuesses) PutCode(ctx context.Context, key string, code otp.Code) error {
	code.Guesses += 1000
	return s.Store.PutCode(ctx, key, code)
}

// twoSteps reads and writes the number of guesses left in two steps, so that
// others can come in between.
type twoSteps struct {
	otp.Store
	left atomic.Int64
}

func (s *twoSteps) PutCode(ctx context.Context, key string, code otp.Code) error {
	s.left.Store(int64(code.Guesses))
	code.Guesses = 1000
	return s.Store.PutCode(ctx, key, code)
}

func (s *twoSteps) Guess(ctx context.Context, key string) (string, error) {
	left := s.left.Load()
	time.Sleep(time.Millisecond)
	s.left.Store(left - 1)
	if hash, err := s.Store.Guess(ctx, key); err != nil || left > 0 {
		return hash, err
	}
	return "", otp.ErrTooManyGuesses
}

type usesTwice struct {
	otp.Store
	uses atomic.Int64
}

func (s *usesTwice) UseCode(ctx context.Context, key, hash string) (bool, error) {
	used, err := s.Store.UseCode(ctx, key, hash)
	if used && s.uses.Add(1) == 1 {
		err = s.PutCode(ctx, key, otp.Code{Hash: hash, Guesses: 1, Lifetime: time.Hour})
	}
	return used, err
}

type deletesNothing struct{ otp.Store }

func (deletesNothing) DeleteSession(context.Context, string) error { return nil }

type losesRole struct{ otp.Store }

func (s losesRole) PutSession(ctx context.Context, key string, session otp.Session, lifetime time.Duration) error {
	session.Role = ""
	return s.Store.PutSession(ctx, key, session, lifetime)
}
