package durable

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// maxPostgresConns is what one process takes of a server that has a hundred by
// default, together with the connection of the heartbeat.
const maxPostgresConns = 20

// A database is the connection pool with the dialect that it speaks.
type database struct {
	*sql.DB

	dialect dialect
	group   *groupCommit // of SQLite
	// beating is a pool of one connection for the heartbeat, which waits for
	// nothing that the others do. Nil with SQLite: a file has one writer, so
	// another connection would wait for the same.
	beating *database
	// turn is called before each transaction and query. A simulation decides
	// there who goes on.
	turn func(ctx context.Context, what string)
}

func openDatabase(source string) (*database, error) {
	if source == "" {
		return nil, errors.New(`durable: empty data source; want a file name or "postgres://..."`)
	}
	db := &database{dialect: dialectOf(source)}
	var err error
	if db.dialect == postgresDialect {
		if _, err := pgx.ParseConfig(source); err != nil {
			return nil, errors.New("durable: invalid PostgreSQL URL") // the text of the error may hold the password
		}
		if db.DB, err = openPostgres(source, maxPostgresConns-1); err != nil {
			return nil, err
		}
		db.beating = &database{dialect: db.dialect}
		if db.beating.DB, err = openPostgres(source, 1); err != nil {
			return nil, err
		}
		return db, nil
	}
	if strings.ContainsAny(source, "?#") {
		return nil, fmt.Errorf("durable: invalid file name %q; want one without ? and #", source)
	}
	if db.DB, err = openSQLite(source); err != nil {
		return nil, fmt.Errorf("durable: %w", err)
	}
	// SQLite has one writer. One connection has the writers of this process
	// wait in line, where several would find the file busy.
	db.SetMaxOpenConns(1)
	db.group = &groupCommit{db: db}
	return db, nil
}

func openPostgres(source string, connections int) (*sql.DB, error) {
	db, err := sql.Open("pgx", source)
	if err != nil {
		return nil, fmt.Errorf("durable: %w", err)
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

func (d *database) Close() error {
	if d.beating == nil {
		return d.DB.Close()
	}
	return errors.Join(d.DB.Close(), d.beating.Close())
}

// A transaction is what callers of this package's queries write in.
type transaction struct {
	*sql.Tx

	dialect dialect
}

// within is the context of what happens in a transaction. If a statement is
// cut short, SQLite takes back the whole transaction, others' part included.
func (t *transaction) within(ctx context.Context) context.Context {
	if t.dialect == sqliteDialect {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// exec returns how many rows a statement has changed.
func (t *transaction) exec(ctx context.Context, query string, args ...any) (int64, error) {
	result, err := t.ExecContext(t.within(ctx), t.dialect.bind(query), args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// scan reads the first row of a query; found is false if it has none.
func (t *transaction) scan(ctx context.Context, query string, args []any, into ...any) (found bool, err error) {
	return scanned(t.QueryRowContext(t.within(ctx), t.dialect.bind(query), args...).Scan(into...))
}

// scan reads the first row of a query outside of a transaction.
func (d *database) scan(ctx context.Context, query string, args []any, into ...any) (found bool, err error) {
	d.takeTurn(ctx, "read")
	return scanned(d.QueryRowContext(ctx, d.dialect.bind(query), args...).Scan(into...))
}

func scanned(err error) (bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// each reads all rows of a query before it returns, since a connection carries
// one query at a time.
func (t *transaction) each(ctx context.Context, query string, args []any, read func(row *sql.Rows) error) error {
	return eachRow(read)(t.QueryContext(t.within(ctx), t.dialect.bind(query), args...)) //nolint:rowserrcheck // eachRow checks
}

func (d *database) each(ctx context.Context, query string, args []any, read func(row *sql.Rows) error) error {
	d.takeTurn(ctx, "read")
	return eachRow(read)(d.QueryContext(ctx, d.dialect.bind(query), args...)) //nolint:rowserrcheck // eachRow checks
}

func eachRow(read func(row *sql.Rows) error) func(rows *sql.Rows, err error) error {
	return func(rows *sql.Rows, err error) error {
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := read(rows); err != nil {
				return err
			}
		}
		return rows.Err()
	}
}

// ids reads a query whose rows are numbers.
func (t *transaction) ids(ctx context.Context, query string, args ...any) (found []int64, err error) {
	err = t.each(ctx, query, args, func(row *sql.Rows) error {
		var id int64
		if err := row.Scan(&id); err != nil {
			return err
		}
		found = append(found, id)
		return nil
	})
	return found, err
}

// How often a transaction that lost against another one is run again, and after
// how long.
const (
	contentionTries = 10
	contentionPause = 10 * time.Millisecond
)

// write runs a transaction, again if it lost against another one. What fn does
// besides must bear that.
func (d *database) write(ctx context.Context, fn func(tx *transaction) error) error {
	once := d.alone
	if d.group != nil {
		once = d.group.write
	}
	var err error
	for try := range contentionTries {
		if try > 0 && !pause(ctx, contentionPause<<try) {
			return err
		}
		d.takeTurn(ctx, "write")
		if err = once(ctx, fn); !isContention(err) {
			return err
		}
	}
	return err
}

// alone runs a transaction of its own.
func (d *database) alone(ctx context.Context, fn func(tx *transaction) error) error {
	d.takeTurn(ctx, "begin")
	tx, err := d.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit, it says that it is done
	if err := fn(&transaction{Tx: tx, dialect: d.dialect}); err != nil {
		return err
	}
	return tx.Commit()
}

// errTakenBack means that the database has taken back a whole transaction.
var errTakenBack = errors.New("the transaction has been taken back")

// rollbackTo takes back what was done since a savepoint. That fails where the
// transaction is gone: the connection is lost, or SQLite has taken it back, as
// it does when the disk is full. Whose statement that was does not matter to
// the others, so the cause is no more than the text of the error.
func (t *transaction) rollbackTo(ctx context.Context, savepoint string, cause error) error {
	if _, err := t.exec(ctx, "ROLLBACK TO "+savepoint); err != nil {
		return fmt.Errorf("%w: %v", errTakenBack, cause) //nolint:errorlint // it is not theirs
	}
	return nil
}

func (d *database) takeTurn(ctx context.Context, what string) {
	if d.turn != nil {
		d.turn(ctx, what)
	}
}

// pause reports whether the time has passed before the context ended.
func pause(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// now is the time as the tables keep it, in microseconds.
func now() int64 { return time.Now().UnixMicro() }

// timeOf returns a kept time, zero for none.
func timeOf(kept int64) time.Time {
	if kept == 0 {
		return time.Time{}
	}
	return time.UnixMicro(kept).UTC()
}

// keep returns a time as the tables keep it.
func keep(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}
