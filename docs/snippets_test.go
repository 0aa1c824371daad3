package docs_test

import (
	"encoding/json"
	"fmt"
	"go/format"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// root is the root of the module, seen from this folder.
const root = ".."

// snippetFolder is where snippets pretend to be. It exists in overlays only.
const snippetFolder = "internal/snippets"

// A snippet is a Go code block of a document.
type snippet struct {
	name string // from a comment in front of it: <!-- program: name -->
	// another module compiles it, from a comment in front of it:
	// <!-- module: folder -->
	elsewhere bool
	code      string
}

var goBlock = regexp.MustCompile("(?s)(?:<!-- (program|module): ([a-z/-]+) -->\n+)?[ \t]*```go\n(.*?)\n *```")

// snippetsOf returns the Go code blocks of a document in the root folder.
func snippetsOf(t *testing.T, document string) []snippet {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, document))
	require.NoError(t, err)
	var snippets []snippet
	for _, match := range goBlock.FindAllStringSubmatch(string(text), -1) {
		found := snippet{elsewhere: match[1] == "module", code: match[3]}
		if !found.elsewhere {
			found.name = match[2]
		}
		snippets = append(snippets, found)
	}
	return snippets
}

// asPackage completes a snippet. No package is a main package, so that nothing
// is linked.
func (s snippet) asPackage() string {
	if program, isProgram := strings.CutPrefix(s.code, "package main"); isProgram {
		return "package snippet" + program
	}
	return s.inFunction("snippet")
}

// inFunction makes a snippet the body of a function that has what a reader has
// at that point.
func (s snippet) inFunction(packageName string) string {
	var imports strings.Builder
	for name, path := range importable() {
		if regexp.MustCompile(`\b` + name + `\.`).MatchString(s.code) {
			fmt.Fprintf(&imports, "%q\n", path)
		}
	}
	return fmt.Sprintf(`package %s

import (
	"context"
	sdk "github.com/wabakit/whatsapp"
	%s
)

func snippet(ctx context.Context, client *sdk.Client, phoneNumberID, wabaID, businessID, botID, tenantToken, to string) error {
	%s
	return nil
}
`, packageName, imports.String(), s.code)
}

// importable maps names to the packages that a snippet may use without an
// import: some of the standard library, and all of this module.
func importable() map[string]string {
	const module = "github.com/wabakit/whatsapp"
	packages := map[string]string{
		"crypto": "crypto", "errors": "errors", "fmt": "fmt", "http": "net/http", "json": "encoding/json", "log": "log", "os": "os", "pem": "encoding/pem",
		"rand": "crypto/rand", "rsa": "crypto/rsa", "sync": "sync", "time": "time", "x509": "crypto/x509", "whatsapp": module,
	}
	files, err := filepath.Glob(filepath.Join(root, "*", "doc.go"))
	if err != nil {
		panic(err)
	}
	for _, file := range files {
		folder := filepath.Dir(file)
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			continue // another module
		}
		name := filepath.Base(folder)
		packages[name] = path.Join(module, name)
	}
	return packages
}

// goBuild builds packages that are made of these sources, by their path in the
// module, as if they stood there. Arguments come before the packages.
func goBuild(t *testing.T, sources map[string]string, arguments ...string) {
	t.Helper()
	module, err := filepath.Abs(root)
	require.NoError(t, err)
	written := t.TempDir()
	replace, packages := map[string]string{}, map[string]bool{}
	for place, source := range sources {
		formatted, err := format.Source([]byte(source))
		require.NoError(t, err, source)
		file := filepath.Join(written, strings.ReplaceAll(place, "/", "_"))
		require.NoError(t, os.WriteFile(file, formatted, 0o600))
		replace[filepath.Join(module, filepath.FromSlash(place))] = file
		packages["./"+path.Dir(place)] = true
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	require.NoError(t, err)
	overlayFile := filepath.Join(written, "overlay.json")
	require.NoError(t, os.WriteFile(overlayFile, overlay, 0o600))

	arguments = append([]string{"build", "-overlay", overlayFile}, arguments...)
	command := exec.CommandContext(t.Context(), "go", append(arguments, slices.Sorted(maps.Keys(packages))...)...)
	command.Dir = module
	output, err := command.CombinedOutput()
	require.NoError(t, err, "%s", output)
}
