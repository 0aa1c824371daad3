package conformance

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// leftToDo are the operations beyond Meta's document that are known to exist
// and have no method, with the reason.
var leftToDo = []struct{ operations, reason string }{
	{"GET /me/application_details", "A neighbour that guides mention; not about WhatsApp."},
	{"GET /me/assigned_applications", "A neighbour that guides mention; not about WhatsApp."},
	{"GET /{waba-id}/audiences", "Undocumented, or for partners only: no guide says what it returns."},
	{"POST /{waba-id}/business_messaging_feature_status", "Undocumented, or for partners only: no guide says what it takes."},
	{"GET /{waba-id}/degrees_of_freedom_spec", "Undocumented, or for partners only: no guide says what it returns."},
	{"GET /{waba-id}/message_campaigns", "Undocumented, or for partners only: no guide says what it returns."},
	{"POST /{waba-id}/message_samples", "Undocumented, or for partners only: no guide says what it takes."},
	{"POST /{waba-id}/migration_intent", "One page names it; the document has POST /{waba-id}/set_solution_migration_intent, which has a method."},
	{"POST /{waba-id}/set_payment_method_migration_intent", "Low confidence: a single third party names it."},
}

// leftElsewhere are whole areas, whose paths are not known or are another API.
const leftElsewhere = `
The portfolios that share parent business-scoped user ids are said to be on api.facebook.com, at a path that no source shows. The [Meta Business Agent](https://developers.facebook.com/documentation/meta-business-agent/quickstart) is another product, with versions and errors of its own.
`

const leftHead = `
## Left to Do

These operations are known to exist and have no method, because Meta does not document them well enough, or they belong to another product. [Client.Do](` + reference + `Client.Do), [DoList](` + reference + `DoList) and [DoAll](` + reference + `DoAll) perform them with the same checks, retries and errors.

`

// tableOfLeft writes the operations that are left to Do.
func tableOfLeft(text *strings.Builder) {
	text.WriteString(leftHead)
	table(text, "Operation", "Why")
	for _, left := range leftToDo {
		table(text, "`"+left.operations+"`", left.reason)
	}
	text.WriteString(leftElsewhere)
}

var idInPath = regexp.MustCompile(`\{[^}]*\}`)

// shape is an operation without the names of its ids and without its query.
func shape(line string) string {
	line, _, _ = strings.Cut(line, "?")
	return strings.ToLower(idInPath.ReplaceAllString(line, "{}"))
}

// TestLeftToDo fails if an operation that counts as left to Do has a method, or
// is in Meta's document.
func TestLeftToDo(t *testing.T) {
	t.Parallel()
	covered := map[string]string{}
	for name, lines := range readSource(t).lines {
		for _, line := range lines {
			covered[shape(line)] = name
		}
	}
	for _, operation := range load(t).Operations {
		covered[shape(strings.Trim(operation.line(), "`"))] = operation.ID
	}
	assert.NotEmpty(t, covered["post /{}/messages"], "the shapes of operations are compared")
	previous := ""
	for _, left := range leftToDo {
		verbs, path, _ := strings.Cut(left.operations, " /")
		assert.Less(t, previous, path, "the table is sorted by paths")
		previous = path
		for verb := range strings.SplitSeq(verbs, ", ") {
			assert.Empty(t, covered[shape(verb+" /"+path)], "%s has a method or is in the document; take it out of the table", left.operations)
		}
	}
}
