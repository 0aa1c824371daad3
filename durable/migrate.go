package durable

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/riverqueue/river/rivermigrate"
)

// ErrNotMigrated means that the tables of the database are older than this
// package: [Migrate] brings them up to date.
var ErrNotMigrated = errors.New("durable: the database has not been migrated")

// Migrate creates the tables in the database, or brings them up to date:
// River's and those of this package, whose names begin with whatsapp_. It does
// nothing if they are. [Open] does it too, unless [Options.SkipMigration] is
// set: where the program itself may not change tables, an operator calls
// Migrate first.
//
// Several processes may call it at once. A newer version of this package works
// on tables that it has migrated; an older one may not.
func Migrate(ctx context.Context, source string) error {
	db, err := openDatabase(source)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.migrate(ctx)
}

// migrationLock is the number of the lock that one migration holds at a time.
const migrationLock = 7_263_018_442

// migrationTries is how often a migration runs again that met another one.
const migrationTries = 5

func (d *database) migrate(ctx context.Context) error {
	if d.dialect == sqliteDialect {
		var err error
		for try := range migrationTries {
			if err = d.migrateAlone(ctx); err == nil || !pause(ctx, contentionPause<<try) {
				break
			}
		}
		return err
	}
	conn, err := d.Conn(ctx)
	if err != nil {
		return fmt.Errorf("durable: %w", err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock)); err != nil {
		return fmt.Errorf("durable: %w", err)
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(migrationLock)) //nolint:errcheck // the connection ends with it
	return d.migrateAlone(ctx)
}

func (d *database) migrateAlone(ctx context.Context) error {
	migrator, err := rivermigrate.New(d.riverDriver(), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("durable: %w", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("durable: migrating River's tables: %w", err)
	}
	err = d.write(ctx, func(tx *transaction) error {
		if _, err := tx.exec(ctx, migrationTable); err != nil {
			return err
		}
		version, err := tx.version(ctx)
		if err != nil {
			return err
		}
		for ; version < len(migrations); version++ {
			for _, statement := range migrations[version] {
				if _, err := tx.exec(ctx, d.dialect.schema(statement)); err != nil {
					return fmt.Errorf("migration %d: %w", version+1, err)
				}
			}
			if _, err := tx.exec(ctx, "INSERT INTO whatsapp_migrations (version, migrated_at) VALUES (?, ?)", version+1, now()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("durable: migrating: %w", err)
	}
	return nil
}

func (t *transaction) version(ctx context.Context) (version int, err error) {
	_, err = t.scan(ctx, "SELECT COALESCE(MAX(version), 0) FROM whatsapp_migrations", nil, &version)
	return version, err
}

// checkMigrated returns an error unless all migrations have been made.
func (d *database) checkMigrated(ctx context.Context) error {
	var version int
	_, err := d.scan(ctx, "SELECT COALESCE(MAX(version), 0) FROM whatsapp_migrations", nil, &version)
	switch {
	case isNoTable(err):
		return fmt.Errorf("%w: %w", ErrNotMigrated, err)
	case err != nil:
		return fmt.Errorf("durable: %w", err)
	}
	if version < len(migrations) {
		return fmt.Errorf("%w: it has version %d, and %d is wanted", ErrNotMigrated, version, len(migrations))
	}
	migrator, err := rivermigrate.New(d.riverDriver(), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("durable: %w", err)
	}
	river, err := migrator.Validate(ctx, nil)
	switch {
	case err != nil:
		return fmt.Errorf("durable: %w", err)
	case !river.OK:
		return fmt.Errorf("%w: River's tables: %v", ErrNotMigrated, river.Messages)
	}
	return nil
}
