package simulator

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestJournalIsBounded(t *testing.T) {
	t.Parallel()
	sim, err := New()
	require.NoError(t, err)
	made := newStep(time.Now(), http.MethodPost, "/", "text/plain", []byte("text"))
	for range maxSteps {
		sim.journal.add(made)
	}
	_, err = sim.Save()
	require.NoError(t, err)
	sim.journal.add(made)
	_, err = sim.Save()
	require.ErrorContains(t, err, "too often")
	_, err = sim.getWorld(nil)
	require.ErrorContains(t, err, "too often")
	require.Nil(t, sim.journal.steps, "what cannot be saved is not kept")
	sim.Reset()
	_, err = sim.Save()
	require.NoError(t, err)

	sim.journal.bytes = maxJournalBytes
	sim.journal.add(made)
	require.True(t, sim.journal.overflown)
}

func TestStepsAreInTheOrderOfTheirArrival(t *testing.T) {
	t.Parallel()
	sim, err := New()
	require.NoError(t, err)
	now := time.Now()
	sim.journal.add(newStep(now.Add(time.Second), http.MethodPost, "/answer", "", nil))
	sim.journal.add(newStep(now, http.MethodPost, "/question", "", nil))
	saved, err := sim.Save()
	require.NoError(t, err)
	require.Regexp(t, "/question.*/answer", string(saved))
}

func TestStepsKeepBodies(t *testing.T) {
	t.Parallel()
	for body, contentType := range map[string]string{
		`{"a": 1}`: "application/json; charset=utf-8", "a=1": "application/x-www-form-urlencoded", "\x89PNG\xff": "image/png", "": "", "{": "application/json",
	} {
		made := newStep(time.Now(), http.MethodPost, "/", contentType, []byte(body))
		require.Equal(t, body, string(made.content()))
	}
}
