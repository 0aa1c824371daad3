package engines_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// emptyDatabase makes a database that is there for one test.
func emptyDatabase(t *testing.T) string {
	t.Helper()
	server := os.Getenv("DURABLE_POSTGRES")
	if server == "" {
		require.Empty(t, os.Getenv("CI"), "DURABLE_POSTGRES is not set")
		t.Skip("DURABLE_POSTGRES is not set")
	}
	db, err := sql.Open("pgx", server)
	require.NoError(t, err)
	name := "engines_" + strings.ToLower(rand.Text())
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

func TestCampaignInMemory(t *testing.T) {
	t.Parallel()
	output := run(t, t.TempDir(), "campaign", nil, "-rows", "60")
	assert.Contains(t, output, "row 3 is left out")
	assert.Contains(t, output, "Once more: the database knows what was sent")
	assert.Contains(t, output, "queued 0, accepted 0, delivered 59, failed 0\n")
}

func TestCampaignNeedsPostgreSQLForProcesses(t *testing.T) {
	t.Parallel()
	output, err := programIn(t, t.TempDir(), "campaign", nil, "-processes", "2").CombinedOutput()
	require.Error(t, err)
	assert.Contains(t, string(output), "several processes need PostgreSQL")
}

// A campaign is paused, resumed and cancelled by another process.
func TestCampaignIsPausedAndCancelled(t *testing.T) {
	t.Parallel()
	meta, environment := standIn(t)
	folder := t.TempDir()
	writeRows(t, folder, 2000)
	arguments := []string{"-apply", "-file", "rows.csv", "-rate", "100"}
	change := func(flag string) string { return run(t, folder, "campaign", environment, append(arguments, flag)...) }

	p := start(t, programIn(t, folder, "campaign", environment, arguments...))
	for len(meta.Outbox()) < 5 {
		time.Sleep(5 * time.Millisecond)
	}
	assert.Contains(t, change("-pause"), "rows.csv is paused")
	p.interrupt(t)
	assert.Contains(t, p.printed(), "interrupted: start it again to go on")

	sent := len(meta.Outbox())
	assert.Contains(t, change("-status"), fmt.Sprintf("accepted %d,", sent))
	p = start(t, programIn(t, folder, "campaign", environment, arguments...))
	assert.Contains(t, change("-resume"), "rows.csv is running")
	for len(meta.Outbox()) < sent+5 {
		time.Sleep(5 * time.Millisecond)
	}
	assert.Contains(t, change("-cancel"), "cancelled")
	<-p.ended
	require.NoError(t, p.command.Wait(), p.printed())
	assert.Less(t, len(meta.Outbox()), 2000)
	assert.Contains(t, p.printed(), "cancelled")
}

func TestKilledCampaignOnSQLite(t *testing.T) {
	t.Parallel()
	killedCampaign(t, "-database", "rows.db")
}

// One after the other, since the server has a hundred connections.
func TestCampaignsOnPostgreSQL(t *testing.T) {
	t.Parallel()
	output := run(t, t.TempDir(), "campaign", nil, "-rows", "60", "-processes", "2", "-database", emptyDatabase(t))
	assert.Contains(t, output, "queued 0, accepted 0, delivered 59, failed 0\n")
	killedCampaign(t, "-database", emptyDatabase(t), "-processes", "4")
}

// killedCampaign kills a campaign twice, and some of the processes that it has
// started, and looks whether every row was sent once in the end.
func killedCampaign(t *testing.T, arguments ...string) {
	t.Helper()
	const rows = 1500
	meta, environment := standIn(t)
	folder := t.TempDir()
	writeRows(t, folder, rows)
	arguments = append(arguments, "-apply", "-file", "rows.csv", "-rate", "100000")
	for part := range 2 {
		p := start(t, programIn(t, folder, "campaign", environment, arguments...))
		for len(meta.Outbox()) < (part+1)*rows/4 {
			time.Sleep(time.Millisecond)
		}
		for _, child := range childrenOf(t, p) {
			require.NoError(t, child.Kill())
		}
		for len(meta.Outbox()) < (part+1)*rows/3 {
			time.Sleep(time.Millisecond)
		}
		p.kill(t)
	}
	output := run(t, folder, "campaign", environment, arguments...)
	assert.Contains(t, output, "100 %")

	times := map[string]int{}
	for _, sent := range meta.Outbox() {
		times[sent.To]++
	}
	for to, count := range times {
		assert.Equal(t, 1, count, "%s got %d messages", to, count)
	}
	numbers := regexp.MustCompile(`queued 0, accepted (\d+), delivered 0, failed 0(?:, unknown (\d+))?\n  took`).FindStringSubmatch(output)
	require.NotNil(t, numbers, output)
	accepted, _ := strconv.Atoi(numbers[1])
	unknown, _ := strconv.Atoi(numbers[2])
	t.Logf("%d accepted, %d unknown, %d sent", accepted, unknown, len(times))
	assert.Equal(t, rows, accepted+unknown)
	assert.GreaterOrEqual(t, len(times), accepted)
}

func writeRows(t *testing.T, folder string, rows int) {
	t.Helper()
	var text strings.Builder
	for i := range rows {
		fmt.Fprintf(&text, "+1555%07d,row %d\n", i, i)
	}
	require.NoError(t, os.WriteFile(filepath.Join(folder, "rows.csv"), []byte(text.String()), 0o600))
}

// childrenOf returns the processes that a program has started, where they can
// be found.
func childrenOf(t *testing.T, p *process) []*os.Process {
	t.Helper()
	listed, err := exec.CommandContext(t.Context(), "pgrep", "-P", strconv.Itoa(p.command.Process.Pid)).Output()
	if err != nil {
		return nil // no pgrep, or no children
	}
	var children []*os.Process
	for line := range strings.Lines(string(listed)) {
		pid, err := strconv.Atoi(strings.TrimSpace(line))
		require.NoError(t, err)
		child, err := os.FindProcess(pid)
		require.NoError(t, err)
		children = append(children, child)
	}
	return children
}
