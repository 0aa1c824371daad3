package durable

import (
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"runtime/debug"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/wabakit/whatsapp/webhook"
)

// ErrNotFound means that the store has no event, message or campaign of that
// name, or not in a state in which it can be asked for.
var ErrNotFound = errors.New("durable: not found")

// SQLite's codes for what passes: the disk is full or out of reach.
const (
	sqliteNoMemory    = 7
	sqliteInterrupted = 9
	sqliteIO          = 10
	sqliteFull        = 13
	sqliteCannotOpen  = 14
)

// isOutage reports whether an error is the database's own trouble and passes,
// as opposed to one that would come again.
func isOutage(err error) bool {
	if isContention(err) || errors.Is(err, errTakenBack) {
		return true
	}
	if code, ok := sqliteCode(err); ok {
		switch code {
		case sqliteNoMemory, sqliteInterrupted, sqliteIO, sqliteFull, sqliteCannotOpen:
			return true
		}
		return false
	}
	if failed, ok := errors.AsType[*pgconn.PgError](err); ok {
		// Connections, resources, operators and the system; a server that is
		// not the first one any more, and a lock that was not to be had.
		for _, class := range []string{"08", "53", "57", "58", "25006", "55P03"} {
			if strings.HasPrefix(failed.Code, class) {
				return true
			}
		}
		return false
	}
	for _, gone := range []error{driver.ErrBadConn, sql.ErrConnDone, sql.ErrTxDone, io.ErrUnexpectedEOF, io.EOF} {
		if errors.Is(err, gone) {
			return true
		}
	}
	_, network := errors.AsType[net.Error](err)
	return network
}

// guarded turns a panic of a function of the caller's into an error.
func guarded(function func() error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = &webhook.PanicError{Value: value, Stack: debug.Stack()}
		}
	}()
	return function()
}

// maxErrorText bounds what is kept of an error.
const maxErrorText = 2000

func errorText(err error) string {
	text := clean(err.Error())
	if len(text) > maxErrorText {
		text = strings.ToValidUTF8(text[:maxErrorText], "")
	}
	return text
}

// clean returns a text that every database takes: PostgreSQL refuses what is
// not UTF-8, and zeros.
func clean(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
}

// errorPrefix begins the texts of this package's errors.
const errorPrefix = "durable: "

// A taskError says what was being done when something failed. The cause may be
// an error of this package, whose prefix it does not repeat.
type taskError struct {
	doing string
	cause error
}

func (e *taskError) Error() string {
	return errorPrefix + e.doing + ": " + strings.TrimPrefix(e.cause.Error(), errorPrefix)
}
func (e *taskError) Unwrap() error { return e.cause }

func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return &taskError{doing: doing, cause: err}
}

// maxIndexed is what PostgreSQL can index at least, with room to spare.
const maxIndexed = 500

// indexed returns a text that every database can index: itself, unless it is
// longer than any that Meta sends.
func indexed(text string) string {
	text = clean(text)
	if len(text) <= maxIndexed {
		return text
	}
	sum := sha256.Sum256([]byte(text))
	return "sha256:" + hex.EncodeToString(sum[:])
}
