package durable_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// emptyDatabase makes a database on the server that is there for one test.
func emptyDatabase(t testing.TB, server string) string {
	t.Helper()
	db, err := sql.Open("pgx", server)
	require.NoError(t, err)
	name := "durable_" + strings.ToLower(rand.Text())
	_, err = db.ExecContext(t.Context(), "CREATE DATABASE "+name)
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := db.ExecContext(context.WithoutCancel(t.Context()), "DROP DATABASE "+name+" WITH (FORCE)")
		require.NoError(t, err)
		require.NoError(t, db.Close())
	})
	source, err := url.Parse(server)
	require.NoError(t, err)
	source.Path = "/" + name
	return source.String()
}
