package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/wabakit/whatsapp/otp"
)

func putCode(t *testing.T, store otp.Store, key string, code otp.Code) {
	t.Helper()
	checkNoError(t, store.PutCode(t.Context(), key, code))
}

func checkGuess(t *testing.T, store otp.Store, key, want string) {
	t.Helper()
	hash, err := store.Guess(t.Context(), key)
	checkNoError(t, err)
	check(t, hash == want, "the hash is %q, want %q", hash, want)
}

func checkNoGuess(t *testing.T, store otp.Store, want error) {
	t.Helper()
	hash, err := store.Guess(t.Context(), "key")
	checkError(t, err, want)
	check(t, hash == "", "the hash %q comes with the error %v", hash, err)
}

func checkUse(t *testing.T, store otp.Store, key, hash string, want bool) {
	t.Helper()
	used, err := store.UseCode(t.Context(), key, hash)
	checkNoError(t, err)
	check(t, used == want, "UseCode returns %v, want %v", used, want)
}

func testGuesses(t *testing.T, store otp.Store) {
	checkNoGuess(t, store, otp.ErrExpired)
	putCode(t, store, "key", otp.Code{Hash: "hash", Guesses: 2, Lifetime: long})
	putCode(t, store, "another key", otp.Code{Hash: "another hash", Guesses: 1, Lifetime: long})
	checkGuess(t, store, "key", "hash")
	checkGuess(t, store, "key", "hash")
	checkNoGuess(t, store, otp.ErrTooManyGuesses)
	checkNoGuess(t, store, otp.ErrTooManyGuesses)
	checkGuess(t, store, "another key", "another hash")
}

func testCodeReplaced(t *testing.T, store otp.Store) {
	putCode(t, store, "key", otp.Code{Hash: "first", Guesses: 1, Lifetime: long})
	checkGuess(t, store, "key", "first")
	putCode(t, store, "key", otp.Code{Hash: "first", Guesses: 1, Lifetime: short})
	putCode(t, store, "key", otp.Code{Hash: "second", Guesses: 2, Lifetime: long})
	time.Sleep(2 * short) // the lifetime is replaced too
	checkGuess(t, store, "key", "second")
	checkUse(t, store, "key", "first", false)
	checkGuess(t, store, "key", "second")
	checkNoGuess(t, store, otp.ErrTooManyGuesses)
	checkUse(t, store, "key", "second", true)
}

func testCodeUsedOnce(t *testing.T, store otp.Store) {
	checkUse(t, store, "key", "hash", false)
	putCode(t, store, "key", otp.Code{Hash: "hash", Guesses: 5, Lifetime: long})
	checkUse(t, store, "key", "another hash", false)
	checkUse(t, store, "another key", "hash", false)
	checkUse(t, store, "key", "hash", true)
	checkUse(t, store, "key", "hash", false)
	checkNoGuess(t, store, otp.ErrExpired)
}

func testCodeExpires(t *testing.T, store otp.Store) {
	// The code that is used cannot be polled, because a use consumes it, so it
	// has to expire before the codes that are waited for.
	putCode(t, store, "used", otp.Code{Hash: "hash", Guesses: 1, Lifetime: short / 2})
	putCode(t, store, "guessed at", otp.Code{Hash: "hash", Guesses: 1 << 30, Lifetime: short})
	putCode(t, store, "exhausted", otp.Code{Hash: "hash", Guesses: 0, Lifetime: short})
	for _, key := range []string{"guessed at", "exhausted"} {
		eventually(t, "the code expires", func() bool {
			_, err := store.Guess(t.Context(), key)
			return errors.Is(err, otp.ErrExpired)
		})
	}
	checkUse(t, store, "used", "hash", false)
}

func testGuessesAtOnce(t *testing.T, store otp.Store) {
	putCode(t, store, "key", otp.Code{Hash: "hash", Guesses: 5, Lifetime: long})
	guesses := atOnce(t, 200, func() (bool, error) {
		hash, err := store.Guess(t.Context(), "key")
		if errors.Is(err, otp.ErrTooManyGuesses) {
			return false, nil
		}
		return hash == "hash", err
	})
	check(t, guesses == 5, "%d guesses at once, want 5", guesses)
}

func testUseAtOnce(t *testing.T, store otp.Store) {
	putCode(t, store, "key", otp.Code{Hash: "hash", Guesses: 5, Lifetime: long})
	uses := atOnce(t, 50, func() (bool, error) { return store.UseCode(t.Context(), "key", "hash") })
	check(t, uses == 1, "the code was used %d times", uses)
}
