package whatsapp_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// Values of another kind at each place of each answer break nothing: what is
// there is read, or the error says what is wrong with the answer.
func TestDamagedAnswers(t *testing.T) {
	t.Parallel()
	for _, method := range methods() {
		if _, name, _ := strings.Cut(method.name, "."); strings.HasPrefix(name, "All") {
			continue
		}
		for _, exchange := range method.cases {
			if len(exchange.fixtures) > 1 || exchange.want == nil {
				continue
			}
			t.Run(method.name+"/"+exchange.fixtures[0], func(t *testing.T) {
				t.Parallel()
				recorded := exchange.load(t)[0]
				for place, body := range damagedBodies(parse(t, recorded.Response.body())) {
					changed := recorded
					changed.Response = recorded.Response.with(body)
					transport, log := replay(t, changed)
					_, err := exchange.call(t.Context(), newClient(t, transport), method.id, once)
					_, isAnswer := errors.AsType[*whatsapp.GraphAPIError](err)
					assert.True(t, err == nil || isAnswer || errors.Is(err, whatsapp.ErrNotFound), "%s: %v", place, err)
					require.Len(t, log.sent(), 1)
				}
			})
		}
	}
}

// damagedBodies returns the body with other values at each of its places.
func damagedBodies(body any) map[string]string {
	bodies := map[string]string{}
	for _, odd := range []string{`true`, `-1.5`, `123456789012345678901234567890`, `"x"`, `[]`, `{}`, `[null]`, `[[1]]`, `{"a":1}`} {
		damage(body, "", func(place string) {
			encoded, _ := json.Marshal(body)
			bodies[place+" is "+odd] = string(encoded)
		}, json.RawMessage(odd))
	}
	return bodies
}

// damage puts a value at each place inside another one, tells of it, and puts
// back what was there.
func damage(value any, place string, tell func(place string), odd any) {
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			inner := place + "." + name
			damage(member, inner, tell, odd)
			value[name] = odd
			tell(inner)
			value[name] = member
		}
	case []any:
		for i, entry := range slices.Clone(value) {
			inner := fmt.Sprintf("%s[%d]", place, i)
			damage(entry, inner, tell, odd)
			value[i] = odd
			tell(inner)
			value[i] = entry
		}
	}
}
