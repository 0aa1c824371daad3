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

// The outputs of examples are as wide as they are.
var exampleFile = regexp.MustCompile(`(^|/)example(_[a-z]+)?_test\.go$`)

// Directives, preformatted lines and links may be longer.
var unwrappedComment = regexp.MustCompile(`^//(go:|nolint|\t|.*://)`)

// Comments that stand alone wrap at one width in every package.
func TestCommentWidth(t *testing.T) {
	t.Parallel()
	require.NoError(t, filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || exampleFile.MatchString(filepath.ToSlash(path)) {
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
				t.Errorf("%s:%d: the comment takes %d columns; want at most %d", path, number, width, widestComment)
			}
		}
		return err
	}))
}
