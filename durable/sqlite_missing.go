//go:build !((darwin && (amd64 || arm64)) || (freebsd && (amd64 || arm64)) || (linux && (amd64 || arm64 || loong64 || ppc64le || riscv64 || s390x)) || (windows && (amd64 || arm64)))

package durable

import (
	"database/sql"
	"errors"
	"fmt"
	"runtime"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
)

func openSQLite(string) (*sql.DB, error) {
	return nil, fmt.Errorf("SQLite on %s/%s: %w", runtime.GOOS, runtime.GOARCH, errors.ErrUnsupported)
}

func sqliteRiverDriver(db *sql.DB) riverdriver.Driver[*sql.Tx] { return riverdatabasesql.New(db) }

func sqliteCode(error) (code int, ok bool) { return 0, false }
