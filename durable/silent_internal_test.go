package durable

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A silentDriver has connections that carry no answer to some statements: they
// last until their context ends, and so does the connection then.
type silentDriver struct {
	silent func(query string) bool
}

func (d *silentDriver) Driver() driver.Driver { return nil }
func (d *silentDriver) Connect(context.Context) (driver.Conn, error) {
	return &silentConn{driver: d}, nil
}
func (d *silentDriver) database() *database {
	return &database{DB: sql.OpenDB(d), dialect: postgresDialect}
}

type silentConn struct {
	driver *silentDriver
	broken bool
}

func (c *silentConn) Prepare(string) (driver.Stmt, error) { return nil, errors.ErrUnsupported }
func (c *silentConn) Close() error                        { return nil }
func (c *silentConn) Begin() (driver.Tx, error)           { return c, nil }
func (c *silentConn) Commit() error                       { return nil }
func (c *silentConn) Rollback() error                     { return nil }
func (c *silentConn) IsValid() bool                       { return !c.broken }

func (c *silentConn) answer(ctx context.Context, query string) error {
	if c.broken {
		return driver.ErrBadConn
	}
	if c.driver.silent(query) {
		<-ctx.Done()
		c.broken = true
	}
	return ctx.Err()
}

func (c *silentConn) ExecContext(ctx context.Context, query string, _ []driver.NamedValue) (driver.Result, error) {
	return driver.RowsAffected(0), c.answer(ctx, query)
}

func (c *silentConn) QueryContext(ctx context.Context, query string, _ []driver.NamedValue) (driver.Rows, error) {
	return &noRows{}, c.answer(ctx, query)
}

type noRows struct{}

func (*noRows) Columns() []string         { return nil }
func (*noRows) Close() error              { return nil }
func (*noRows) Next([]driver.Value) error { return io.EOF }

// lockedBuffer is what a logger writes to.
type lockedBuffer struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (b *lockedBuffer) Write(line []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.Write(line)
}

func (b *lockedBuffer) count(what string) int {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return strings.Count(b.text.String(), what)
}

// A connection that goes silent does not end the deletion of what is old: it is
// given up, told of and tried again.
func TestPruneOnSilentConnections(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log lockedBuffer
		options := Options{Logger: slog.New(slog.NewTextHandler(&log, nil))}
		require.NoError(t, options.complete())
		silent := &silentDriver{silent: func(query string) bool { return strings.HasPrefix(query, "DELETE FROM whatsapp_events") }}
		db := silent.database()
		s := &Store{db: db, options: options, process: newProcess(db)}
		ctx, end := context.WithCancel(t.Context())
		s.sweep(ctx)
		time.Sleep(20 * time.Minute)
		assert.GreaterOrEqual(t, log.count("durable: pruning; trying again"), 3)
		end()
		s.sweeping.Wait()
		require.NoError(t, db.Close())
	})
}

// A function of OnDone that is slow is not a database that is silent: its
// attempt has failed, and is not repeated in place.
func TestSlowOnDone(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(ctx context.Context, tx *sql.Tx) error{
		"and hears of the end": func(ctx context.Context, _ *sql.Tx) error {
			<-ctx.Done()
			return ctx.Err()
		},
		"and hides it": func(ctx context.Context, _ *sql.Tx) error {
			<-ctx.Done()
			return nil
		},
		"and does not listen": func(context.Context, *sql.Tx) error {
			time.Sleep(3 * time.Minute)
			return nil
		},
		"in a statement": func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "SELECT pg_sleep(1000)")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				silent := &silentDriver{silent: func(query string) bool { return strings.Contains(query, "pg_sleep") }}
				s := &Store{db: silent.database(), options: Options{Logger: discardLogger()}}
				h := &handling{store: s}
				calls := 0
				require.NoError(t, OnDone(h.within(t.Context()), func(ctx context.Context, tx *sql.Tx) error {
					calls++
					return do(ctx, tx)
				}))
				var judged error
				err := s.patiently(t.Context(), func(ctx context.Context) error {
					err := s.db.write(ctx, func(tx *transaction) error { return h.complete(ctx, tx) })
					if failed, ok := errors.AsType[*unfinishedError](err); ok {
						judged = failed
						return nil
					}
					return err
				})
				require.NoError(t, err)
				require.ErrorContains(t, judged, "has taken longer than 30s")
				assert.Equal(t, 1, calls)
				require.NoError(t, s.db.Close())
			})
		})
	}
}
