package whatsapp_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestRepository holds the files around the code to what the code has.
func TestRepository(t *testing.T) {
	t.Parallel()
	t.Run("modules", func(t *testing.T) {
		t.Parallel()
		dependabot, err := os.ReadFile(".github/dependabot.yml")
		require.NoError(t, err)
		directories := regexp.MustCompile(`directories: \[(.*)\]`).FindSubmatch(dependabot)
		require.NotNil(t, directories)
		updated := strings.Split(string(directories[1]), ", ")
		minimum := regexp.MustCompile(`(?m)^go (\d+\.\d+)`)
		root, err := os.ReadFile("go.mod")
		require.NoError(t, err)

		modules := filesNamed(t, "go.mod")
		assert.Len(t, updated, len(modules))
		for _, module := range modules {
			assert.Contains(t, updated, "/"+strings.TrimPrefix(filepath.ToSlash(filepath.Dir(module)), "."))
			text, err := os.ReadFile(module)
			require.NoError(t, err)
			assert.Equal(t, minimum.FindString(string(root)), minimum.FindString(string(text)), "the Go version of %s", module)
		}
	})
	t.Run("actions are pinned", func(t *testing.T) {
		t.Parallel()
		workflows, err := filepath.Glob(".github/workflows/*.yml")
		require.NoError(t, err)
		require.NotEmpty(t, workflows)
		pinned := regexp.MustCompile(`uses: \S+@[0-9a-f]{40} # v\d`)
		for _, workflow := range workflows {
			text, err := os.ReadFile(workflow)
			require.NoError(t, err)
			assert.Contains(t, string(text), "\npermissions:\n", workflow)
			for line := range strings.Lines(string(text)) {
				if strings.Contains(line, "uses:") {
					assert.Regexp(t, pinned, line, workflow)
				}
			}
		}
	})
}

// filesNamed returns the files of this name, outside testdata and hidden
// directories.
func filesNamed(t *testing.T, name string) []string {
	t.Helper()
	var found []string
	require.NoError(t, filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && path != "." && (entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".")) {
			return filepath.SkipDir
		}
		if err == nil && entry.Name() == name {
			found = append(found, path)
		}
		return err
	}))
	require.NotEmpty(t, found)
	return found
}
