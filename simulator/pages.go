package simulator

import (
	"embed"
	"io/fs"
	"net/http"
	"strings"
)

//go:embed assets
var assets embed.FS

// types are those of the page's files: what a machine has configured for them
// does not matter.
var types = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".svg": "image/svg+xml", ".json": "application/json; charset=utf-8",
}

// servePage serves the page and its files.
func servePage(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, "The page is only read.", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(r.URL.Path, pagesPath)
	serveAsset(w, r, firstOf(name, "index.html"))
}

func serveDescription(w http.ResponseWriter, r *http.Request) { serveAsset(w, r, "openapi.json") }

func serveAsset(w http.ResponseWriter, r *http.Request, name string) {
	content, err := fs.ReadFile(assets, "assets/"+name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	dot := strings.LastIndexByte(name, '.')
	h.Set("Content-Type", types[name[max(0, dot):]])
	h.Set("Content-Security-Policy", pagePolicy)
	h.Set("Cache-Control", "no-cache")
	_, _ = w.Write(content) //nolint:gosec // an embedded file
}
