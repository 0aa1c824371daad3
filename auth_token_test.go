package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// rotated is a source that gives EAAtoken1, EAAtoken2 and so on, up to a last
// one.
type rotated struct {
	last, asked int
	forgotten   []string
}

func (r *rotated) Token(context.Context) (string, error) {
	r.asked++
	return fmt.Sprintf("EAAtoken%d", min(r.asked, r.last)), nil
}

func (r *rotated) Forget(token string) { r.forgotten = append(r.forgotten, token) }

// A token that Graph refuses is replaced once, whatever the operation: nothing
// has been done with it.
func TestARefusedTokenIsReplacedOnce(t *testing.T) {
	t.Parallel()
	for _, repeat := range []whatsapp.Repeat{whatsapp.RepeatSafe, whatsapp.RepeatUnsafe, whatsapp.RepeatNever} {
		t.Run(fmt.Sprint(repeat), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				source := &rotated{last: 9}
				server := script(answer(401, graphError("190")), answer(200, success))
				client := newClient(t, server, whatsapp.WithTokenSource(source), whatsapp.WithMaxRetries(0))
				started := time.Now()
				require.NoError(t, do(t.Context(), client, repeat))
				assert.Zero(t, time.Since(started), "there is nothing to wait for")
				assert.Equal(t, "Bearer EAAtoken2", server.requests[1].Header.Get("Authorization"))
				assert.Equal(t, server.bodies[0], server.bodies[1])
				assert.Equal(t, []string{"EAAtoken1"}, source.forgotten)

				server = script(answer(401, graphError("190")))
				err := do(t.Context(), newClient(t, server, whatsapp.WithTokenSource(source)), repeat)
				require.ErrorIs(t, err, whatsapp.ErrTokenExpired)
				require.NotErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
				assert.Equal(t, 2, server.count())
				assert.Len(t, source.forgotten, 3, "the second one is forgotten too")
			})
		})
	}
}

func TestARefusedTokenThatStaysIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		refusal step
		asked   int
	}{
		"the same token":   {answer(401, graphError("190")), 2},
		"another refusal":  {answer(403, graphError("10")), 1},
		"without envelope": {answer(401, "who are you"), 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := &rotated{last: 1}
			server := script(test.refusal)
			require.Error(t, do(t.Context(), newClient(t, server, whatsapp.WithTokenSource(source)), whatsapp.RepeatUnsafe))
			assert.Equal(t, 1, server.count())
			assert.Equal(t, test.asked, source.asked)
		})
	}
	server := script(answer(401, graphError("190")))
	require.Error(t, do(t.Context(), newClient(t, server), whatsapp.RepeatSafe))
	assert.Equal(t, 1, server.count(), "a fixed token stays what it is")
}

// A source is not asked for a token that cannot be used, and what it says then
// does not hide the refusal.
func TestARefusedTokenThatCannotBeReplaced(t *testing.T) {
	t.Parallel()
	refusal := answer(401, graphError("190"))
	source := &rotated{last: 9}
	server := script(refusal)
	client := newClient(t, server, whatsapp.WithTokenSource(source))
	_, err := client.Media.Upload(t.Context(), phoneNumberID, whatsapp.File{Content: io.LimitReader(strings.NewReader("12"), 2), Size: 2, Name: "a.txt"})
	require.ErrorIs(t, err, whatsapp.ErrTokenExpired)
	assert.Equal(t, 1, source.asked, "the file cannot be read again")

	ctx, cancel := context.WithCancel(t.Context())
	source = &rotated{last: 9}
	ended := func(request *http.Request) (*http.Response, error) {
		cancel()
		return refusal(request)
	}
	err = do(ctx, newClient(t, script(ended), whatsapp.WithTokenSource(source)), whatsapp.RepeatUnsafe)
	require.ErrorIs(t, err, whatsapp.ErrTokenExpired)
	assert.Equal(t, 1, source.asked, "the context has ended")

	asked := 0
	failing := whatsapp.TokenSourceFunc(func(context.Context) (string, error) {
		if asked++; asked > 1 {
			return "", errors.New("the vault is down")
		}
		return "EAAtoken1", nil
	})
	server = script(refusal)
	err = do(t.Context(), newClient(t, server, whatsapp.WithTokenSource(failing)), whatsapp.RepeatUnsafe)
	require.ErrorIs(t, err, whatsapp.ErrTokenExpired)
	assert.Equal(t, 1, server.count())
	assert.Equal(t, 2, asked)
}

// The cause of a source's failure is found, if not read.
func TestTokenSourceErrorsAreFound(t *testing.T) {
	t.Parallel()
	errVault := errors.New("the vault is down")
	source := whatsapp.TokenSourceFunc(func(context.Context) (string, error) { return "", errVault })
	err := do(t.Context(), newClient(t, script(answer(200, success)), whatsapp.WithTokenSource(source)), whatsapp.RepeatUnsafe)
	require.ErrorIs(t, err, errVault)
	require.ErrorIs(t, err, whatsapp.ErrUnauthorized)
}

// The error of a source shows neither the token nor the address that it was
// fetched from.
func TestTokenSourceErrorsAreRedacted(t *testing.T) {
	t.Parallel()
	const vaultToken = "s.VaultTokenOfTheService"
	failures := map[string]error{
		"the vault's link": fmt.Errorf("vault: %w", &url.Error{Op: "Get", URL: "https://vault.test/v1/?t=" + vaultToken, Err: context.DeadlineExceeded}),
		"the token":        errors.New("bad answer: opaque+secret/token="),
		"a Graph token":    errors.New(`{"access_token":"` + secretToken + `"}`),
	}
	for name, failure := range failures {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			direct := whatsapp.TokenSourceFunc(func(context.Context) (string, error) { return secretOpaque, failure })
			cached := whatsapp.NewCachingTokenSource(func(context.Context) (string, time.Time, error) { return secretOpaque, time.Time{}, failure })
			for _, source := range []whatsapp.TokenSource{direct, cached} {
				client := newClient(t, script(answer(200, success)), whatsapp.WithTokenSource(source))
				err := do(t.Context(), client, whatsapp.RepeatUnsafe)
				require.ErrorContains(t, err, "token source")
				require.NotErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
				require.NotErrorIs(t, err, context.DeadlineExceeded, "the caller's context goes on")
				text := err.Error() + fmt.Sprintf("%+v", err) + printTree(err)
				for _, secret := range []string{secretOpaque, secretToken, vaultToken} {
					assert.NotContains(t, text, secret)
				}
			}
		})
	}
}

// A fetcher counts and gives EAAfetched1, EAAfetched2 and so on.
type fetcher struct {
	mutex sync.Mutex
	count int
	life  time.Duration
	takes time.Duration
	err   error
}

func (f *fetcher) fetch(ctx context.Context) (string, time.Time, error) {
	f.mutex.Lock()
	f.count++
	token, err, expires := fmt.Sprintf("EAAfetched%d", f.count), f.err, time.Time{}
	f.mutex.Unlock()
	select {
	case <-time.After(f.takes):
	case <-ctx.Done():
		return "", time.Time{}, ctx.Err()
	}
	if f.life > 0 {
		expires = time.Now().Add(f.life)
	}
	return token, expires, err
}

func (f *fetcher) calls() int {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.count
}

func (f *fetcher) fail(err error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.err = err
}

func requireToken(t *testing.T, source whatsapp.TokenSource, want string) {
	t.Helper()
	token, err := source.Token(t.Context())
	require.NoError(t, err)
	require.Equal(t, want, token)
}

func TestCachingTokenSourceFetchesOnceForMany(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fetcher := &fetcher{takes: time.Second}
		source := whatsapp.NewCachingTokenSource(fetcher.fetch)
		source.Forget("EAAunknown")
		for range 50 {
			go func() {
				token, err := source.Token(t.Context())
				assert.NoError(t, err)
				assert.Equal(t, "EAAfetched1", token)
			}()
		}
		time.Sleep(2 * time.Second)
		requireToken(t, source, "EAAfetched1")
		assert.Equal(t, 1, fetcher.calls())
		time.Sleep(10000 * time.Hour)
		requireToken(t, source, "EAAfetched1")
		source.Forget("EAAanother")
		requireToken(t, source, "EAAfetched1")
		source.Forget("EAAfetched1")
		requireToken(t, source, "EAAfetched2")
	})
}

func TestCachingTokenSourceFetchesAheadOfExpiry(t *testing.T) {
	t.Parallel()
	for life, ahead := range map[time.Duration]time.Duration{10 * time.Hour: 5 * time.Minute, 10 * time.Minute: time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			fetcher := &fetcher{life: life}
			source := whatsapp.NewCachingTokenSource(fetcher.fetch)
			requireToken(t, source, "EAAfetched1")
			time.Sleep(life - ahead - time.Second)
			requireToken(t, source, "EAAfetched1")
			time.Sleep(2 * time.Second)

			fetcher.takes = time.Second
			go func() {
				token, err := source.Token(t.Context())
				assert.NoError(t, err)
				assert.Equal(t, "EAAfetched2", token)
			}()
			synctest.Wait()
			requireToken(t, source, "EAAfetched1") // nobody else waits for the next one
			time.Sleep(2 * time.Second)
			requireToken(t, source, "EAAfetched2")
			assert.Equal(t, 2, fetcher.calls())
		})
	}
}

func TestCachingTokenSourceOutlivesItsVault(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fetcher := &fetcher{life: time.Hour}
		source := whatsapp.NewCachingTokenSource(fetcher.fetch)
		requireToken(t, source, "EAAfetched1")
		fetcher.fail(errors.New("the vault is down"))
		time.Sleep(56 * time.Minute)
		for range 5 {
			requireToken(t, source, "EAAfetched1")
		}
		assert.Equal(t, 2, fetcher.calls(), "a vault that is down is not asked by every call")
		time.Sleep(10 * time.Second)
		requireToken(t, source, "EAAfetched1")
		assert.Equal(t, 3, fetcher.calls())
		time.Sleep(time.Hour)
		_, err := source.Token(t.Context())
		require.ErrorContains(t, err, "the vault is down")
	})
}

// An error is everybody's, but the end of one call is not.
func TestCachingTokenSourceFailures(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fetcher := &fetcher{takes: time.Second, err: errors.New("the vault is down")}
		source := whatsapp.NewCachingTokenSource(fetcher.fetch)
		for range 10 {
			go func() {
				_, err := source.Token(t.Context())
				assert.ErrorContains(t, err, "the vault is down")
			}()
		}
		time.Sleep(2 * time.Second)
		assert.Equal(t, 1, fetcher.calls())

		fetcher.fail(nil)
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			_, err := source.Token(ctx)
			assert.ErrorIs(t, err, context.Canceled)
		}()
		synctest.Wait()
		for range 10 {
			go func() {
				token, err := source.Token(t.Context())
				assert.NoError(t, err)
				assert.Equal(t, "EAAfetched3", token)
			}()
		}
		impatient, end := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer end()
		_, err := source.Token(impatient)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		cancel()
		time.Sleep(2 * time.Second)
		assert.Equal(t, 3, fetcher.calls())
	})
	_, err := whatsapp.NewCachingTokenSource(nil).Token(t.Context())
	require.ErrorContains(t, err, "nil")
	_, err = whatsapp.NewCachingTokenSource(func(context.Context) (string, time.Time, error) { return "two words", time.Time{}, nil }).Token(t.Context())
	require.ErrorContains(t, err, "spaces or line breaks")
}

// A fetch that panics ends with an error for whoever waits for it, and the next
// call fetches.
func TestCachingTokenSourceWhoseFetchPanics(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fetches := 0
		source := whatsapp.NewCachingTokenSource(func(context.Context) (string, time.Time, error) {
			if fetches++; fetches == 1 {
				time.Sleep(time.Second)
				panic("no vault")
			}
			return "EAAfetched2", time.Time{}, nil
		})
		go func() {
			defer func() { assert.Equal(t, "no vault", recover()) }()
			_, _ = source.Token(t.Context())
		}()
		synctest.Wait()
		_, err := source.Token(t.Context())
		require.ErrorContains(t, err, "panicked")
		requireToken(t, source, "EAAfetched2")
	})
}

// A token that cannot be had before another attempt ends the call, with what
// came before.
func TestNoTokenForAnotherAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		source := whatsapp.TokenSourceFunc(func(context.Context) (string, error) {
			if asked++; asked == 2 {
				return "", errors.New("the vault is down")
			}
			return testToken, nil
		})
		server := script(answer(429, graphError("4")))
		err := do(t.Context(), newClient(t, server, whatsapp.WithTokenSource(source)), whatsapp.RepeatUnsafe)
		require.EqualError(t, err, "whatsapp: POST /{phone-number-id}/thing: whatsapp: token source: the vault is down "+
			"whatsapp: POST /{phone-number-id}/thing: (#4) Something (code 4, HTTP 429): the app's call quota is used up; wait, then call less often [trace Atrace] "+
			"[before the next attempt]")
		require.ErrorIs(t, err, whatsapp.ErrUnauthorized)
		assert.Zero(t, server.openBodies())
	})
}

// Where Graph asks for the same request again, it gets it, whatever the code.
func TestATokenIsKeptWhereGraphAsksAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		source := &rotated{last: 1}
		server := script(answer(429, graphError("190")), answer(200, success))
		require.NoError(t, do(t.Context(), newClient(t, server, whatsapp.WithTokenSource(source)), whatsapp.RepeatUnsafe))
		assert.Empty(t, source.forgotten)
	})
}

// A call whose token is refused leaves nothing of it in the cache.
func TestCachingTokenSourceForgetsRefusedTokens(t *testing.T) {
	t.Parallel()
	fetcher := new(fetcher)
	source := whatsapp.NewCachingTokenSource(fetcher.fetch)
	server := script(answer(401, graphError("190")), answer(200, success))
	client := newClient(t, server, whatsapp.WithTokenSource(source))
	require.NoError(t, do(t.Context(), client, whatsapp.RepeatNever))
	assert.Equal(t, "Bearer EAAfetched2", server.requests[1].Header.Get("Authorization"))
	require.NoError(t, do(t.Context(), client, whatsapp.RepeatNever))
	assert.Equal(t, 2, fetcher.calls())
	assert.NotContains(t, strings.ToLower(fmt.Sprintf("%+v %#v", source, source)), "eaafetched")
}
