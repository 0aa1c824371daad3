package durable_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/durable/durabletest"
)

// queue is a store with its inbox and its outbox.
type queue struct {
	*durable.Store
	*durable.Inbox
	*durable.Outbox
}

func TestSQLite(t *testing.T) {
	t.Parallel()
	durabletest.Run(t, func(t *testing.T) durabletest.Engine { return engine(filepath.Join(t.TempDir(), "test.db")) })
}

func TestPostgreSQL(t *testing.T) {
	t.Parallel()
	server := postgres(t)
	durabletest.Run(t, func(t *testing.T) durabletest.Engine { return engine(emptyDatabase(t, server)) })
}

// engine returns what opens a queue in a database.
func engine(source string) durabletest.Engine {
	return func(t *testing.T, setup durabletest.Setup) durabletest.Queue {
		store, err := durable.Open(t.Context(), source, durable.Options{Observer: setup.Observer, Logger: slog.New(slog.NewTextHandler(testLog{t}, &slog.HandlerOptions{Level: slog.LevelError}))})
		require.NoError(t, err)
		t.Cleanup(func() {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
			defer cancel()
			require.NoError(t, store.Stop(ctx))
			require.NoError(t, store.Close())
		})
		opened := queue{Store: store}
		opened.Inbox, err = store.NewInbox(setup.Inbox)
		require.NoError(t, err)
		opened.Outbox, err = store.NewOutbox(setup.Outbox)
		require.NoError(t, err)
		return opened
	}
}

// postgres returns the URL of the server that the tests may use.
func postgres(t *testing.T) string {
	t.Helper()
	server := os.Getenv("DURABLE_POSTGRES")
	if server == "" {
		t.Skip("DURABLE_POSTGRES is not set")
	}
	return server
}

// testLog writes to the log of a test.
type testLog struct{ t *testing.T }

func (l testLog) Write(line []byte) (int, error) {
	l.t.Log(string(line))
	return len(line), nil
}
