package cli_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/cmd/whatsapp/internal/cli"
	"github.com/wabakit/whatsapp/internal/filelock"
)

// A keeper runs commands on profiles in one folder, with one keyring.
type keeper struct {
	folder  string
	keyring cli.Keyring
}

func (k *keeper) run(t *testing.T, input string, args ...string) output {
	t.Helper()
	var out, stderr bytes.Buffer
	code := cli.Run(t.Context(), append([]string{"profile"}, args...), cli.Streams{
		In: strings.NewReader(input), Out: &out, Err: &stderr, Getenv: func(string) string { return "" },
		ConfigDir: k.folder, Keyring: k.keyring,
	})
	return output{out.String(), stderr.String(), code}
}

// Commands that change profiles at the same time lose nothing of each other.
func TestProfilesThatAreSetAtOnce(t *testing.T) {
	t.Parallel()
	const many = 16
	k := &keeper{folder: filepath.Join(t.TempDir(), "new"), keyring: memoryKeyring{}}
	var running sync.WaitGroup
	for i := range many {
		running.Go(func() {
			told := k.run(t, "", "set", fmt.Sprintf("shop-%02d", i), "--number", "1")
			assert.Equal(t, 0, told.code, told.err)
		})
	}
	running.Wait()
	require.Equal(t, many, strings.Count(k.run(t, "", "list").out, "shop-"))
}

// A link to the file is followed, so that there is one lock for all its names.
func TestProfilesThatAreBeingChanged(t *testing.T) {
	t.Parallel()
	k := &keeper{folder: t.TempDir(), keyring: memoryKeyring{}}
	target := filepath.Join(t.TempDir(), "shared.yaml")
	require.NoError(t, os.WriteFile(target, nil, 0o600))
	require.NoError(t, os.Symlink(target, filepath.Join(k.folder, "config.yaml")))
	lock, err := filelock.Open(target + ".lock")
	require.NoError(t, err)
	for _, timeout := range []string{"1ms", "30ms"} {
		told := k.run(t, "", "set", "shop", "--number", "1", "--timeout", timeout)
		require.Equal(t, 7, told.code)
		require.Contains(t, told.err, "another command is changing the profiles")
	}
	require.NoError(t, filelock.Close(lock))
	require.Equal(t, 0, k.run(t, "", "set", "shop", "--number", "1").code)
	require.Contains(t, k.run(t, "", "list").out, "shop")
	content, err := os.ReadFile(target)
	require.NoError(t, err)
	require.Contains(t, string(content), "shop")
}

// A secret that no profile refers to any more does not stay in the keyring.
func TestSecretsThatAreNoLongerUsed(t *testing.T) {
	t.Parallel()
	for name, change := range map[string][]string{
		"another source": {"set", "shop", "--token", "env:TOKEN"},
		"none":           {"set", "shop", "--token", ""},
		"no profile":     {"delete", "shop"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ring := memoryKeyring{}
			k := &keeper{folder: t.TempDir(), keyring: ring}
			require.Equal(t, 0, k.run(t, "one\ntwo\n", "set", "shop", "--token", "keyring", "--app-secret", "keyring").code)
			require.Equal(t, memoryKeyring{"shop/access_token": "one", "shop/app_secret": "two"}, ring)
			told := k.run(t, "", change...)
			require.Equal(t, 0, told.code, told.err)
			require.Empty(t, told.err)
			require.NotContains(t, ring, "shop/access_token")
			require.Equal(t, change[0] == "set", ring["shop/app_secret"] == "two")
		})
	}
}

// A sealedKeyring gives nothing away.
type sealedKeyring struct{ memoryKeyring }

func (sealedKeyring) Delete(string, string) error { return errors.New("no answer") }

// A fullKeyring takes access tokens only.
type fullKeyring struct{ memoryKeyring }

func (f fullKeyring) Set(profile, name, secret string) error {
	if name != "access_token" {
		return errors.New("no room")
	}
	return f.memoryKeyring.Set(profile, name, secret)
}

// A keyring that is not available keeps nobody from deleting a profile.
func TestAKeyringThatIsNotAvailable(t *testing.T) {
	t.Parallel()
	for name, change := range map[string][]string{
		"delete": {"delete", "shop"}, "delete in JSON": {"delete", "shop", "--json"}, "set": {"set", "shop", "--token", "env:TOKEN"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := &keeper{folder: t.TempDir(), keyring: sealedKeyring{memoryKeyring{}}}
			require.Equal(t, 0, k.run(t, "one\n", "set", "shop", "--token", "keyring").code)
			told := k.run(t, "", change...)
			require.Equal(t, 0, told.code, told.err)
			require.Contains(t, told.err, `The access token of the profile "shop" may still be in the keyring`)
			require.Contains(t, told.err, "no answer")
			require.NotContains(t, k.run(t, "", "list").out, "keyring")
		})
	}
}

// What cannot be kept leaves nothing in the keyring, and the profile as it was.
func TestAProfileThatCannotBeSaved(t *testing.T) {
	t.Parallel()
	ring := memoryKeyring{}
	k := &keeper{folder: t.TempDir(), keyring: fullKeyring{ring}}
	told := k.run(t, "one\ntwo\n", "set", "shop", "--token", "keyring", "--app-secret", "keyring")
	require.Equal(t, 1, told.code)
	require.Contains(t, told.err, "no room")
	require.Empty(t, ring)
	require.Empty(t, k.run(t, "", "list").out)
}
