package conformance

import (
	"fmt"
	"maps"
	"os"
	"testing"
)

// TestMain ends the output with the count of what has a method or a type. go
// test shows it where it is called without packages.
func TestMain(m *testing.M) {
	code := m.Run()
	if os.Getenv(documentVariable) != "" {
		fmt.Fprintln(os.Stdout, count())
	}
	os.Exit(code)
}

// count is "113 of 113 operations, 68 of 68 bodies".
func count() string {
	document, err := loadOnce()
	if err != nil {
		return err.Error()
	}
	bodies, err := readBodies()
	if err != nil {
		return err.Error()
	}
	operations, allBodies := len(document.Operations), len(documentedBodies(document))+len(undocumentedBodies)
	return fmt.Sprintf("%d of %d operations, %d of %d bodies", operations-len(unmapped(document)), operations, len(bodies), allBodies)
}

// unmapped returns the operations that have no method.
func unmapped(document *Document) map[string]*Operation {
	missing := maps.Clone(document.Operations)
	delete(missing, downloadOperation)
	delete(missing, webhookOperation)
	for _, method := range documented() {
		delete(missing, method.operation)
	}
	return missing
}
