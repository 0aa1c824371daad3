package docs_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// The README's table has every service of the client once, with a link to its
// documentation.
func TestServicesAreInTheREADME(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile(filepath.Join("..", "README.md"))
	require.NoError(t, err)
	var listed, wanted []string
	row := regexp.MustCompile("(?m)^\\| (\\[`\\w+`\\]\\(\\S+#\\w+Service\\)) \\|")
	for _, match := range row.FindAllStringSubmatch(string(readme), -1) {
		listed = append(listed, match[1])
	}
	for field := range reflect.TypeFor[whatsapp.Client]().Fields() {
		if field.IsExported() {
			wanted = append(wanted, "[`"+field.Name+"`](https://pkg.go.dev/github.com/wabakit/whatsapp#"+field.Type.Elem().Name()+")")
		}
	}
	slices.Sort(listed)
	slices.Sort(wanted)
	assert.Equal(t, wanted, listed)
}
