package conformance

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// inventoryFile lists what the document had when the tables were last held to
// it: the first line is its version, and each other line is an operation, a
// member of its request or of its answers, or a value of one.
var inventoryFile = filepath.Join("testdata", "inventory.txt")

// TestDrift compares the document with the inventory. Another version of the
// document is expected to differ: the differences are printed, and whatever of
// them the SDK lacks fails the other tests.
func TestDrift(t *testing.T) {
	t.Parallel()
	document := load(t)
	found := document.inventory()
	if *update {
		content := document.Version + "\n" + strings.Join(found, "\n") + "\n"
		require.NoError(t, os.WriteFile(inventoryFile, []byte(content), 0o644))
		return
	}
	content, err := os.ReadFile(inventoryFile)
	require.NoError(t, err)
	version, lines, _ := strings.Cut(strings.TrimSpace(string(content)), "\n")
	drift := driftOf(strings.Split(lines, "\n"), found)
	for _, line := range drift {
		t.Logf("%s to %s: %s", version, document.Version, line)
	}
	if version == document.Version {
		assert.Empty(t, drift, "the document changed within its version; run OPENAPI_SPEC=... go test -run TestDrift -update")
	}
}

// driftOf returns what came, marked "+", and what went, marked "-".
func driftOf(before, after []string) []string {
	var drift []string
	for _, line := range after {
		if _, found := slices.BinarySearch(before, line); !found {
			drift = append(drift, "+ "+line)
		}
	}
	for _, line := range before {
		if _, found := slices.BinarySearch(after, line); !found {
			drift = append(drift, "- "+line)
		}
	}
	return drift
}

func TestDriftOf(t *testing.T) {
	t.Parallel()
	before := []string{"listFlows", "listFlows query limit", "listFlows query limit = 1"}
	after := []string{"listFlows", "listFlows query after", "listFlows query limit"}
	assert.Equal(t, []string{"+ listFlows query after", "- listFlows query limit = 1"}, driftOf(before, after))
	assert.Empty(t, driftOf(before, before))
}

// inventory returns the lines of the inventory, sorted.
func (d *Document) inventory() []string {
	lines := map[string]bool{}
	for _, operation := range d.Operations {
		lines[operation.ID+": "+operation.Method+" "+operation.Path] = true
		for place, schema := range operation.allPlaces() {
			line := operation.ID + ": " + place
			lines[line] = true
			for _, value := range schema.enum() {
				lines[fmt.Sprintf("%s = %s", line, value)] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(lines))
}

// allPlaces returns the schemas of what a request and its answers can have.
// Errors are left out: all of them share one form.
func (o *Operation) allPlaces() map[string]node {
	places := o.requestPlaces()
	for _, status := range o.responses.keys() {
		if !strings.HasPrefix(status, "2") {
			continue
		}
		for place, schema := range o.responses.at(status, "content", "application/json", "schema").places() {
			places["answer "+place] = schema
		}
	}
	return places
}
