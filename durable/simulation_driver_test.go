package durable

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A mishap is what may befall a statement.
type mishap int

const (
	none        mishap = iota
	crashBefore        // the process ends
	crashAfter
	busy       // another process is writing
	full       // the disk is
	takenBack  // so is the disk, and SQLite has taken back the transaction
	odd        // an error that says nothing
	badConn    // the connection has gone
	lostAnswer // the statement was carried out, and an error comes back
)

var (
	errCrashed = errors.New("the process has crashed")
	errOdd     = errors.New("out of order")
)

var mishaps = map[mishap]string{
	crashBefore: "crashes before", crashAfter: "crashes after", busy: "busy at", full: "no space for",
	takenBack: "no space and no transaction for", odd: "out of order at", badConn: "no connection for", lostAnswer: "no answer to",
}

// sqliteErrors are errors as SQLite has them.
type sqliteErrors struct{ busy, full error }

func provokeErrors(t *testing.T) (provoked sqliteErrors) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "errors.db")
	one, err := sql.Open("sqlite", file+"?_txlock=immediate")
	require.NoError(t, err)
	defer one.Close()
	one.SetMaxOpenConns(1)
	two, err := sql.Open("sqlite", file+"?_txlock=immediate")
	require.NoError(t, err)
	defer two.Close()
	tx, err := one.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	_, provoked.busy = two.BeginTx(t.Context(), nil)
	require.True(t, isContention(provoked.busy), "%v", provoked.busy)
	require.NoError(t, tx.Rollback())
	_, err = one.ExecContext(t.Context(), "PRAGMA max_page_count = 1")
	require.NoError(t, err)
	for range 3 {
		_, provoked.full = one.ExecContext(t.Context(), "CREATE TABLE a (b)")
	}
	_, provoked.full = one.ExecContext(t.Context(), "CREATE TABLE c (b)")
	code, _ := sqliteCode(provoked.full)
	require.Equal(t, sqliteFull, code, "%v", provoked.full)
	return provoked
}

// A simConnector opens connections of a process.
type simConnector struct {
	process *simProcess
	driver  driver.Driver
	source  string
}

func (c *simConnector) Driver() driver.Driver { return c.driver }

func (c *simConnector) Connect(context.Context) (driver.Conn, error) {
	return befalling(c.process, "connect", func() (driver.Conn, error) {
		conn, err := c.driver.Open(c.source)
		if err != nil {
			return nil, err
		}
		return &simConn{Conn: conn, process: c.process, statements: map[string]driver.Stmt{}}, nil
	}, func(conn driver.Conn) { conn.Close() }, nil)
}

// A simConn asks before each statement what befalls it. It prepares each
// statement once: most of the time would go into that.
type simConn struct {
	driver.Conn

	process    *simProcess
	statements map[string]driver.Stmt
}

func (c *simConn) Close() error {
	for _, statement := range c.statements {
		statement.Close()
	}
	return c.Conn.Close()
}

func (c *simConn) prepared(ctx context.Context, query string) (driver.Stmt, error) {
	if known := c.statements[query]; known != nil {
		return known, nil
	}
	statement, err := c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, query)
	if err == nil {
		c.statements[query] = statement
	}
	return statement, err
}

// takeBack ends the transaction behind the back of database/sql.
func (c *simConn) takeBack() {
	_, _ = c.Conn.(driver.ExecerContext).ExecContext(context.Background(), "ROLLBACK", nil)
}

func (c *simConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	return befalling(c.process, query, func() (driver.Result, error) {
		statement, err := c.prepared(ctx, query)
		if err != nil {
			return nil, err
		}
		return statement.(driver.StmtExecContext).ExecContext(ctx, args)
	}, func(driver.Result) {}, c.takeBack)
}

func (c *simConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	return befalling(c.process, query, func() (driver.Rows, error) {
		statement, err := c.prepared(ctx, query)
		if err != nil {
			return nil, err
		}
		return statement.(driver.StmtQueryContext).QueryContext(ctx, args)
	}, func(rows driver.Rows) { rows.Close() }, c.takeBack)
}

func (c *simConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	return befalling(c.process, "BEGIN", func() (driver.Tx, error) {
		tx, err := c.Conn.(driver.ConnBeginTx).BeginTx(ctx, opts)
		if err != nil {
			return nil, err
		}
		return &simTx{Tx: tx, conn: c}, nil
	}, func(tx driver.Tx) { tx.Rollback() }, nil)
}

type simTx struct {
	driver.Tx

	conn *simConn
}

func (t *simTx) Commit() error {
	began := false
	_, err := befalling(t.conn.process, "COMMIT", func() (bool, error) {
		began = true
		return true, t.Tx.Commit()
	}, func(bool) {}, t.conn.takeBack)
	if !began {
		_ = t.Rollback() // as SQLite's driver does
	}
	t.conn.process.world.committed()
	return err
}

// befalling carries a statement out, or not.
func befalling[T any](process *simProcess, what string, do func() (T, error), undo func(T), takeBack func()) (T, error) {
	var nothing T
	found, err := process.mishap(what)
	switch found {
	case none, crashAfter, lostAnswer:
	case takenBack:
		if takeBack != nil {
			takeBack()
		}
		fallthrough
	default:
		return nothing, err
	}
	done, failed := do()
	if failed != nil || found == none {
		return done, failed
	}
	undo(done)
	if found == crashAfter {
		process.die("after " + brief(what))
		return nothing, errCrashed
	}
	return nothing, io.ErrUnexpectedEOF
}

// mishap returns what befalls a statement.
func (p *simProcess) mishap(what string) (mishap, error) {
	s := p.world.scheduler
	s.mutex.Lock()
	dead, found := p.dead, none
	if !dead {
		switch {
		case p.trouble != none && (p.fuse == 0 || what == "COMMIT" && p.untilCommit):
			if found = p.trouble; !p.lasting {
				p.trouble = none
			}
		case p.trouble != none && p.fuse > 0:
			p.fuse--
		}
	}
	s.mutex.Unlock()
	switch {
	case dead:
		return crashBefore, errCrashed
	case found == none:
		return none, nil
	}
	s.tell("%s: %s %s", p.name, mishaps[found], brief(what))
	switch found {
	case crashBefore:
		p.die("before " + brief(what))
		return found, errCrashed
	case busy:
		return found, p.world.errors.busy
	case full, takenBack:
		return found, p.world.errors.full
	case odd:
		return found, errOdd
	case badConn:
		return found, driver.ErrBadConn
	}
	return found, nil
}

// brief is the beginning of a statement.
func brief(query string) string {
	words := strings.Fields(query)
	return strings.Join(words[:min(len(words), 6)], " ")
}
