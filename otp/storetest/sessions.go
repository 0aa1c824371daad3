package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/wabakit/whatsapp/otp"
)

func checkSession(t *testing.T, store otp.Store, key string, want otp.Session) {
	t.Helper()
	session, err := store.Session(t.Context(), key)
	checkNoError(t, err)
	check(t, session.ExpiresAt.Equal(want.ExpiresAt), "the session expires at %v, want %v", session.ExpiresAt, want.ExpiresAt)
	session.ExpiresAt = want.ExpiresAt
	check(t, session == want, "the session is %v, want %v", session, want)
}

func checkNoSession(t *testing.T, store otp.Store, key string) {
	t.Helper()
	session, err := store.Session(t.Context(), key)
	checkError(t, err, otp.ErrNoSession)
	check(t, session == otp.Session{}, "the session %v comes with the error %v", session, err)
}

func testSession(t *testing.T, store otp.Store) {
	first := otp.Session{PhoneNumber: "+15550100", Role: `"agent" <1>`, ExpiresAt: time.Now().Add(long)}
	second := otp.Session{PhoneNumber: "+15550101", ExpiresAt: time.Now().Add(2 * long)}
	checkNoSession(t, store, "first")
	checkNoError(t, store.PutSession(t.Context(), "first", first, long))
	checkNoError(t, store.PutSession(t.Context(), "second", second, 2*long))
	checkSession(t, store, "first", first)
	checkSession(t, store, "first", first)

	checkNoError(t, store.DeleteSession(t.Context(), "first"))
	checkNoSession(t, store, "first")
	checkSession(t, store, "second", second)
	checkNoError(t, store.DeleteSession(t.Context(), "first"))
}

func testSessionExpires(t *testing.T, store otp.Store) {
	checkNoError(t, store.PutSession(t.Context(), "key", otp.Session{PhoneNumber: "+15550100"}, short))
	eventually(t, "the session expires", func() bool {
		_, err := store.Session(t.Context(), "key")
		return errors.Is(err, otp.ErrNoSession)
	})
}

func testOneKeyForAll(t *testing.T, store otp.Store) {
	limit := otp.Limit{Name: "codes", Max: 1, Window: long}
	session := otp.Session{PhoneNumber: "+15550100", Role: "agent", ExpiresAt: time.Now().Add(long)}
	checkTaken(t, store, "key", limit)
	putCode(t, store, "key", otp.Code{Hash: "hash", Guesses: 1, Lifetime: long})
	checkNoError(t, store.PutSession(t.Context(), "key", session, long))

	checkRefused(t, store, limit)
	checkGuess(t, store, "key", "hash")
	checkUse(t, store, "key", "hash", true)
	checkSession(t, store, "key", session)
	checkNoError(t, store.DeleteSession(t.Context(), "key"))
	checkRefused(t, store, limit)
}
