package conformance

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

// refusedExamples are examples that do not go by Meta's own guides.
var refusedExamples = map[string]string{
	"Simple Template Message":    "the account has hello_world in en_US, not in en",
	"Send Reply to List Message": "it does not say that it is interactive, and the default is text",
}

// TestEmulatorTakesRequestExamples sends every example of a message to the test
// server as it stands, with what the example leaves to the reader filled in.
func TestEmulatorTakesRequestExamples(t *testing.T) {
	t.Parallel()
	document := load(t)
	for id, edge := range map[string]string{sendMessage: "messages", "sendMarketingMessage": "marketing_messages"} {
		for name, example := range document.Operations[id].requestExamples() {
			object, isObject := filled("", example).(map[string]any)
			require.True(t, isObject)
			object["to"] = customer
			body, err := json.Marshal(object)
			require.NoError(t, err)
			address := "https://graph.facebook.com/v23.0/" + graphtest.PhoneNumberID + "/" + edge
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, bytes.NewReader(body))
			require.NoError(t, err)
			request.Header.Set("Authorization", "Bearer "+graphtest.AccessToken)
			request.Header.Set("Content-Type", "application/json")
			response, err := graphtest.New().Client().Do(request)
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			_, refused := refusedExamples[name]
			assert.Equal(t, refused, response.StatusCode != http.StatusOK, "%s: %s", name, body)
		}
	}
}

var placeholder = regexp.MustCompile(`^(<.*>|\{\{.*\}\}|http\(s\).*)$`)

// filled replaces the placeholders of an example that are checked: media ids,
// addresses and the types of headers.
func filled(parent string, value any) any {
	switch value := value.(type) {
	case []any:
		list := make([]any, len(value))
		for i, item := range value {
			list[i] = filled(parent, item)
		}
		return list
	case map[string]any:
		object := map[string]any{}
		for name, member := range value {
			object[name] = filled(name, member)
			text, isText := member.(string)
			if !isText || !placeholder.MatchString(text) {
				continue
			}
			switch isMedia := slices.Contains([]string{"image", "audio", "video", "document", "sticker"}, parent); {
			case name == "id" && isMedia:
				object[name] = graphtest.MediaID
			case name == "link" || name == "url":
				object[name] = mediaLink
			case name == "type" && parent == "header":
				object[name] = "text"
			}
		}
		return object
	}
	return value
}
