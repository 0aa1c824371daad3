package durable

import (
	"errors"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/assert"
)

func TestIsOutage(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{
		"08006": true,  // the connection
		"53100": true,  // the disk
		"57P01": true,  // the operator
		"58030": true,  // the system
		"25006": true,  // a server that only reads, after another took its place
		"55P03": true,  // a lock
		"40001": true,  // another transaction
		"25P02": false, // a statement before
		"42P01": false, // the table
		"23505": false, // a row
	} {
		assert.Equal(t, want, isOutage(fmt.Errorf("writing: %w", &pgconn.PgError{Code: code})), code)
	}
	assert.False(t, isOutage(errors.New("another")))
}
