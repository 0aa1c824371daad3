package whatsapp_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// The columns that a comment may take, with a tab as four.
const widestComment = 80

// commentsAreWrapped makes the test below fail where it only reports.
const commentsAreWrapped = false

// Directives, preformatted lines and links may be longer.
var unwrappedComment = regexp.MustCompile(`^//(go:|nolint|\t|.*://)`)

// Comments that stand alone wrap at one width in every package.
func TestCommentWidth(t *testing.T) {
	t.Parallel()
	wide := 0
	require.NoError(t, filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" {
			return err
		}
		text, err := os.ReadFile(path)
		number := 0
		for line := range strings.Lines(string(text)) {
			number++
			comment := strings.TrimLeft(strings.TrimRight(line, "\r\n"), "\t")
			if !strings.HasPrefix(comment, "//") || unwrappedComment.MatchString(comment) {
				continue
			}
			indent := strings.Index(line, "/")
			if width := 4*indent + utf8.RuneCountInString(comment); width > widestComment {
				t.Logf("%s:%d: %d columns", path, number, width)
				wide++
			}
		}
		return err
	}))
	if commentsAreWrapped {
		require.Zero(t, wide, "comments wider than %d columns", widestComment)
	} else if wide > 0 {
		t.Skipf("%d comments are wider than %d columns", wide, widestComment)
	}
}
