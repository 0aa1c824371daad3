// Package examples_test runs every example: in memory, and against a server
// that plays Meta.
package examples_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const (
	notApplied = "  not applied: run again with -apply"
	toMeta     = "Talking to Meta. Nothing is changed without -apply."
)

// sampleIDs maps the variables that the examples read to ids of the sample
// world.
var sampleIDs = map[string]string{
	"WHATSAPP_APP_ID":              graphtest.AppID,
	"WHATSAPP_BUSINESS_ACCOUNT_ID": graphtest.WABAID,
	"WHATSAPP_BUSINESS_ID":         graphtest.BusinessID,
	"WHATSAPP_MEDIA_ID":            graphtest.MediaID,
	"WHATSAPP_MESSAGE_HISTORY_ID":  graphtest.MessageHistoryID,
	"WHATSAPP_NEW_PHONE_NUMBER":    "+15550110",
	"WHATSAPP_NEW_USER_ID":         graphtest.UnassignedUserID,
	"WHATSAPP_PARTNER_APP_ID":      graphtest.PartnerAppID,
	"WHATSAPP_PHONE_NUMBER_ID":     graphtest.PhoneNumberID,
	"WHATSAPP_RECIPIENT":           "+15550123",
	"WHATSAPP_USER_ID":             graphtest.UserID,
}

func TestExamples(t *testing.T) {
	t.Parallel()
	names := folders(t)
	for name := range expectations {
		assert.Contains(t, names, name, "an expectation without an example")
	}
	binaries := build(t)
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, found := expectations[name]
			require.True(t, found, "add examples/%s to expectations", name)
			binary := filepath.Join(binaries, name)

			t.Run("in memory", func(t *testing.T) { t.Parallel(); testInMemory(t, binary, want) })
			if want.serves != nil {
				t.Run("against Meta", func(t *testing.T) { t.Parallel(); want.serves(t, binary) })
			} else {
				t.Run("against Meta", func(t *testing.T) { t.Parallel(); testReading(t, binary, want) })
			}
			if want.changes {
				t.Run("against Meta with -apply", func(t *testing.T) { t.Parallel(); testApplying(t, binary) })
			}
			if want.serves == nil && !want.memoryOnly {
				t.Run("against Meta on", func(t *testing.T) { t.Parallel(); testOnVersions(t, binary, want.applied()...) })
			}
			if !want.memoryOnly {
				t.Run("against Meta without ids", func(t *testing.T) { t.Parallel(); testMissingIDs(t, binary) })
			}
		})
	}
	t.Run("media -out", func(t *testing.T) { t.Parallel(); testOut(t, filepath.Join(binaries, "media")) })
	t.Run("automation -file", func(t *testing.T) { t.Parallel(); testFile(t, filepath.Join(binaries, "automation")) })
}

func testInMemory(t *testing.T, binary string, want expectation) {
	result := run(t, binary, nil, want.ends...)
	result.requireSuccess(t)
	assert.Contains(t, result.lines[0], "Talking to the in-memory Graph API.")
	require.NotEmpty(t, want.lines)
	for i, line := range result.lines {
		result.lines[i] = madeID.ReplaceAllString(line, "<new id>")
	}
	for _, line := range want.lines {
		assert.Contains(t, result.lines, line)
	}
	assert.NotContains(t, result.lines, notApplied)
}

// madeID is an id that graphtest has made. It depends on how many it has made
// before.
var madeID = regexp.MustCompile(`\b6000\d{11}\b`)

func testReading(t *testing.T, binary string, want expectation) {
	meta, environment := standIn(t, sampleIDs)
	result := run(t, binary, environment)
	result.requireSuccess(t)
	if want.memoryOnly {
		assert.Contains(t, result.lines, "This example never talks to Meta; WHATSAPP_ACCESS_TOKEN is not used.")
		assert.Empty(t, meta.Requests())
		return
	}
	assert.Equal(t, toMeta, result.lines[0])
	assert.Equal(t, want.changes, slices.Contains(result.lines, notApplied))
	assert.NotEmpty(t, meta.Requests())
	assert.Empty(t, changesAmong(meta.Requests()))
}

func testApplying(t *testing.T, binary string) {
	meta, environment := standIn(t, sampleIDs)
	result := run(t, binary, environment, "-apply")
	result.requireSuccess(t)
	assert.NotContains(t, result.lines, notApplied)
	assert.NotEmpty(t, changesAmong(meta.Requests()))
}

func testMissingIDs(t *testing.T, binary string) {
	meta, environment := standIn(t, nil)
	result := run(t, binary, environment)
	assert.Equal(t, 1, result.exitCode)
	assert.Regexp(t, `^error: WHATSAPP_[A-Z_]+ is not set\n$`, result.stderr)
	assert.Empty(t, meta.Requests())
}

func testOut(t *testing.T, binary string) {
	out := filepath.Join(t.TempDir(), "picture.png")
	run(t, binary, nil, "-out", out).requireSuccess(t)
	written, err := os.ReadFile(out)
	require.NoError(t, err)
	assert.Len(t, written, 70)
	assert.Equal(t, "image/png", http.DetectContentType(written))
}

func testFile(t *testing.T, binary string) {
	file := filepath.Join(t.TempDir(), "automation.json")
	require.NoError(t, os.WriteFile(file, []byte(`{"prompts": []}`), 0o600))
	result := run(t, binary, nil, "-file", file)
	result.requireSuccess(t)
	assert.Contains(t, result.lines, `  - prompt "Where is my order?"`)
	assert.NotContains(t, result.lines, `  - command /help`)

	require.NoError(t, os.WriteFile(file, []byte(`{"prompt": []}`), 0o600))
	result = run(t, binary, nil, "-file", file)
	assert.Equal(t, 1, result.exitCode)
	assert.Equal(t, "error: read the desired automation: json: unknown field \"prompt\"\n", result.stderr)
}

// changesAmong returns the method and path of the requests that may change
// something.
func changesAmong(requests []graphtest.Request) []string {
	var changes []string
	for _, request := range requests {
		if request.Method != http.MethodGet {
			changes = append(changes, request.Method+" "+request.Path)
		}
	}
	return changes
}
