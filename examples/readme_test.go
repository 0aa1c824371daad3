package examples_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestREADME compares the table in the README with the folders, and with the
// variables that each example reads.
func TestREADME(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	rows := map[string]string{}
	for _, match := range regexp.MustCompile(`(?m)^\| \[([a-z-]+)\].*$`).FindAllStringSubmatch(string(text), -1) {
		rows[match[1]] = match[0]
	}
	for _, name := range folders(t) {
		assert.Contains(t, rows, name, "add a row to README.md")
		assert.Equal(t, idVariables(sourceOf(t, name)), idVariables(rows[name]), "the variables of examples/%s", name)
		delete(rows, name)
	}
	assert.Empty(t, rows, "rows without a folder")
}

func sourceOf(t *testing.T, name string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(name, "*.go"))
	require.NoError(t, err)
	var source strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		source.Write(text)
	}
	return source.String()
}

// idVariables returns the variables in a text, without that of the access
// token, which all examples read.
func idVariables(text string) []string {
	found := regexp.MustCompile(`WHATSAPP_[A-Z_]*[A-Z]`).FindAllString(text, -1)
	slices.Sort(found)
	found = slices.Compact(found)
	return slices.DeleteFunc(found, func(name string) bool { return name == "WHATSAPP_ACCESS_TOKEN" })
}
