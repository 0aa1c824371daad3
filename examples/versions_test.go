package examples_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// newerVersions are versions of the Graph API after the default one. They have
// fewer fields and other errors.
var newerVersions = []string{"v25.0", "v26.0"}

// testOnVersions runs an example that asks for newer versions.
func testOnVersions(t *testing.T, binary string, arguments ...string) {
	for _, version := range newerVersions {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			meta, environment := standIn(t, sampleIDs)
			result := run(t, binary, append(environment, "WHATSAPP_API_VERSION="+version), arguments...)
			result.requireSuccess(t)
			asked := 0
			for _, request := range meta.Requests() {
				assert.NotRegexp(t, "^/v23", request.Path)
				if strings.HasPrefix(request.Path, "/"+version+"/") {
					asked++
				}
			}
			assert.Positive(t, asked)
		})
	}
}
