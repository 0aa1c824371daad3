package provision

import (
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write schema.json")

func TestSchemaIsThatOfTheTypes(t *testing.T) {
	t.Parallel()
	definitions := map[string]any{}
	root := schemaOf(reflect.TypeFor[Document](), definitions)
	described := map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"title":   "WhatsApp Business accounts as desired state",
		"$ref":    root["$ref"],
		"$defs":   definitions,
	}
	text, err := json.MarshalIndent(described, "", "  ")
	require.NoError(t, err)
	text = append(text, '\n')
	if *update {
		require.NoError(t, os.WriteFile("schema.json", text, 0o600))
		return
	}
	require.Equal(t, string(text), string(Schema()), "go test ./provision -run Schema -update")
}
