package provision

import (
	"bytes"
	_ "embed"
)

//go:embed schema.json
var schema []byte

// Schema returns the JSON Schema of a [Document], for editors and for checks in
// other languages. [Parse] checks more than it can say.
func Schema() []byte { return bytes.Clone(schema) }
