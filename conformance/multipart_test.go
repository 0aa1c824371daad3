package conformance

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// TestFormsThroughDo sends every form that the document declares as multipart
// through Do, which needs no method for it.
func TestFormsThroughDo(t *testing.T) {
	t.Parallel()
	document := load(t)
	sent := 0
	for id, operation := range document.Operations {
		schema := operation.requestSchema("multipart/form-data")
		if !schema.exists() || len(schema.at("properties").keys()) == 0 {
			continue
		}
		sent++
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			form := &whatsapp.MultipartForm{Fields: url.Values{}}
			for _, name := range schema.at("properties").keys() {
				property := schema.at("properties", name)
				switch {
				case property.at("format").text() == "binary":
					form.FileField = name
					form.File = &whatsapp.File{Content: strings.NewReader("{}"), Name: "file.json", MIMEType: "application/json"}
				case name == "messaging_product":
					form.Fields.Set(name, "whatsapp")
				default:
					form.Fields.Set(name, "text")
				}
			}
			s := newSession(t, canned{http.StatusOK, []byte(`{"success":true}`)})
			path := strings.Split(operation.Path, "/")[2:] // without the version
			for i, element := range path {
				if strings.HasPrefix(element, "{") {
					path[i] = "102290129340398"
				}
			}
			require.NoError(t, s.Do(t.Context(), whatsapp.Operation{Method: operation.Method, Path: path, Multipart: form}, nil))
			require.Len(t, s.exchanges, 1)
			check := operation.check(s.exchanges[0])
			assert.Empty(t, check.problems)
			for _, name := range schema.at("properties").keys() {
				assert.True(t, check.sent["body /"+name], "%s is not sent", name)
			}
		})
	}
	assert.Equal(t, 7, sent)
}
