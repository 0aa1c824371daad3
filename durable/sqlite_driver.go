//go:build (darwin && (amd64 || arm64)) || (freebsd && (amd64 || arm64)) || (linux && (amd64 || arm64 || loong64 || ppc64le || riscv64 || s390x)) || (windows && (amd64 || arm64))

package durable

import (
	"database/sql"
	"errors"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"modernc.org/sqlite"
)

// sqliteSettings make a commit safe against a loss of power, and let other
// processes read while one writes.
const sqliteSettings = "?_pragma=busy_timeout(15000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate"

func openSQLite(file string) (*sql.DB, error) { return sql.Open("sqlite", file+sqliteSettings) }

func sqliteRiverDriver(db *sql.DB) riverdriver.Driver[*sql.Tx] { return riversqlite.New(db) }

// sqliteCode returns SQLite's primary code of an error.
func sqliteCode(err error) (code int, ok bool) {
	failed, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return 0, false
	}
	return failed.Code() & 0xff, true
}
