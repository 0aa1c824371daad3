package whatsapp_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What an answer says, the result says too when it is encoded again.
func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	for _, method := range methods() {
		for _, exchange := range method.cases {
			if !decodesAll(method, exchange) {
				continue
			}
			t.Run(method.name+"/"+exchange.fixtures[0], func(t *testing.T) {
				t.Parallel()
				requireDecodes(t, method, exchange, exchange.load(t)[0].Response.body(), nil)
			})
		}
	}
}

// decodesAll says whether the result holds the whole answer, or the part that
// method.holds picks.
func decodesAll(method method, exchange exchange) bool {
	_, isID := exchange.want.(string)
	return exchange.want != nil && !isID && method.name != "Automation.Plan" && len(exchange.fixtures) == 1
}

// requireDecodes answers a call with body and compares what the result encodes
// to with same, or where that is nil, with the body itself.
func requireDecodes(t *testing.T, method method, exchange exchange, body, same []byte) {
	t.Helper()
	recorded := exchange.load(t)[0]
	recorded.Response = recorded.Response.with(string(body))
	transport, log := replay(t, recorded)
	got, err := exchange.call(t.Context(), newClient(t, transport), method.id, once)
	require.NoError(t, err, "%s", body)
	require.Len(t, log.sent(), 1)
	encoded, err := json.Marshal(got)
	require.NoError(t, err)
	if same == nil {
		same = body
	}
	want := parse(t, same)
	if method.holds != nil {
		want = method.holds(want)
	}
	require.Empty(t, lost("answer", want, parse(t, encoded)), "%s", body)
}

// lost lists what is in want and not in got. Numbers and truth values may have
// become texts, or the other way round, and the states of a business's
// verification are in capitals; null and "" say nothing.
func lost(path string, want, got any) []string {
	switch want := want.(type) {
	case map[string]any:
		return lostMembers(path, want, got)
	case []any:
		list, ok := got.([]any)
		if object, wrapped := got.(map[string]any); wrapped {
			list, ok = object["data"].([]any)
		}
		if !ok || len(list) != len(want) {
			return []string{fmt.Sprintf("%s is a list of %d, not %v", path, len(want), got)}
		}
		var found []string
		for i := range want {
			found = append(found, lost(fmt.Sprintf("%s[%d]", path, i), want[i], list[i])...)
		}
		return found
	}
	if strings.HasSuffix(path, ".verification_status") || strings.HasSuffix(path, ".business_verification_status") {
		want = strings.ToUpper(fmt.Sprint(want))
	}
	if !saysNothing(want) && fmt.Sprint(want) != fmt.Sprint(got) {
		return []string{fmt.Sprintf("%s is %v, not %v", path, want, got)}
	}
	return nil
}

func lostMembers(path string, want map[string]any, got any) []string {
	object, ok := got.(map[string]any)
	if !ok {
		return []string{fmt.Sprintf("%s is an object, not %v", path, got)}
	}
	var found []string
	for name, value := range want {
		if name == unknownMember || saysNothing(value) {
			continue
		}
		member, kept := object[name]
		if sequence, ok := object["sequence_id"]; ok && name == "id" {
			member, kept = sequence, true // both are names of a sequence's id
		}
		if name == "whatsapp_business_api_data" {
			member, kept = object, true // its members are those of the app
		}
		if !kept {
			found = append(found, path+"."+name+" is lost")
			continue
		}
		found = append(found, lost(path+"."+name, value, member)...)
	}
	return found
}

// saysNothing reports whether a value is null, "" or an object of such values.
func saysNothing(value any) bool {
	object, ok := value.(map[string]any)
	for _, member := range object {
		if !saysNothing(member) {
			return false
		}
	}
	return ok && len(object) > 0 || value == nil || value == ""
}

func TestLostNotices(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		want, got string
		lost      []string
	}{
		"the same":           {`{"a":[1,{"b":"x"}]}`, `{"a":[1,{"b":"x"}],"c":1}`, nil},
		"a text of a number": {`{"a":1,"b":true}`, `{"a":"1","b":"true"}`, nil},
		"nothing":            {`{"a":null,"b":"","c":{"d":""}}`, `{}`, nil},
		"a member":           {`{"a":{"b":0}}`, `{"a":{}}`, []string{"answer.a.b is lost"}},
		"a value":            {`{"a":"x"}`, `{"a":"y"}`, []string{"answer.a is x, not y"}},
		"an entry":           {`{"a":[1,2]}`, `{"a":[1]}`, []string{"answer.a is a list of 2, not [1]"}},
		"an empty list":      {`{"a":[]}`, `{"a":null}`, []string{"answer.a is a list of 0, not <nil>"}},
		"an object":          {`{"a":{"b":1}}`, `{"a":1}`, []string{"answer.a is an object, not 1"}},
	}
	for name, test := range tests {
		require.Equal(t, test.lost, lost("answer", parse(t, []byte(test.want)), parse(t, []byte(test.got))), name)
	}
}

func parse(t testing.TB, data []byte) any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var value any
	require.NoError(t, decoder.Decode(&value), "%s", data)
	return value
}

const unknownMember = "member_of_tomorrow"

// A variant is a body that differs from a fixture's in one place.
type variant struct {
	name string
	body any
	same bool // it says the same as the fixture
}

// Graph sends numbers for texts and texts for numbers, null for what is not
// there, values that no list of values holds yet, and members that nobody has
// asked for. Each is put at each place of each answer.
func TestVariantsOfAnswers(t *testing.T) {
	t.Parallel()
	for _, method := range methods() {
		for _, exchange := range method.cases {
			if !decodesAll(method, exchange) || decodesLikeAnother(method) {
				continue
			}
			t.Run(method.name+"/"+exchange.fixtures[0], func(t *testing.T) {
				t.Parallel()
				original := exchange.load(t)[0].Response.body()
				variants := variantsOf("", parse(t, original), func(value any) any { return value })
				for _, variant := range variants {
					if isRequired(method, variant.name) {
						continue
					}
					body, err := json.Marshal(variant.body)
					require.NoError(t, err)
					var same []byte
					if variant.same {
						same = original
					}
					requireDecodes(t, method, exchange, body, same)
				}
			})
		}
	}
}

// decodesLikeAnother leaves out the methods whose answers are those of another
// one, or nothing but an id. Of sequences, only the one that was asked for is
// found, so that the id in the answer of Get cannot vary.
func decodesLikeAnother(method method) bool {
	_, name, _ := strings.Cut(method.name, ".")
	return method.name == "Uploads.Start" || strings.HasPrefix(name, "All") || name == "ListOwned" || name == "ListShared" || name == "ListForWABA" || method.name == "WelcomeSequences.Get"
}

// isRequired names the members that an answer makes no sense without.
func isRequired(method method, variant string) bool {
	required := []string{
		".messages is null",
		".messages[0].id is null",
		".messages[0].id is empty",
		".calls is null",
		".calls[0].id is null",
		".calls[0].id is empty",
		".file_offset is null",
		".invite_link is null",
		".invite_link is empty",
		".access_token is null",
		".access_token is empty",
		".migration_intent_id is null",
		".migration_intent_id is empty",
		".request_id is null",
		".request_id is empty",
		".allocation_config_id is null",
		".allocation_config_id is empty",
		".mobility_intent_id is null",
		".mobility_intent_id is empty",
		".events_received is null",
		".payments is null",
		".oauth_url is null",
		".oauth_url is empty",
	}
	_, name, _ := strings.Cut(method.name, ".")
	isReceipt := name == "SendEncrypted" && strings.HasPrefix(variant, ".encrypted_contents is ")
	needsID := strings.HasPrefix(name, "Create") || name == "Add" || name == "GetDataset" || name == "Refund"
	savesQRCode := strings.HasPrefix(method.name, "QRCodes.") && strings.HasPrefix(variant, ".code is ")
	partsOfFlows := map[string]string{"Flows.Preview": ".preview is null", "Flows.RenewPreview": ".preview is null", "Flows.Metric": ".metric is null"}
	return isReceipt || savesQRCode || partsOfFlows[method.name] == variant || slices.Contains(required, variant) || strings.HasSuffix(variant, ".data is null") || needsID && strings.Contains(variant, "id is ")
}

// variantsOf lists the variants of value, which around puts into the whole
// body.
func variantsOf(path string, value any, around func(any) any) []variant {
	var found []variant
	switch value := value.(type) {
	case map[string]any:
		found = append(found, variant{path + " has another member", around(with(value, unknownMember, map[string]any{"a": []any{1, "two", nil}})), true})
		for name, member := range value {
			wrap := func(changed any) any { return around(with(value, name, changed)) }
			found = append(found, variant{path + "." + name + " is null", wrap(nil), false})
			found = append(found, variantsOf(path+"."+name, member, wrap)...)
		}
	case []any:
		for i, element := range value {
			wrap := func(changed any) any {
				list := slices.Clone(value)
				list[i] = changed
				return around(list)
			}
			found = append(found, variantsOf(fmt.Sprintf("%s[%d]", path, i), element, wrap)...)
		}
	case string:
		if isNumber(value) {
			return []variant{{path + " is a number", around(json.Number(value)), true}}
		}
		if value == "true" || value == "false" {
			return nil
		}
		found = append(found,
			variant{path + " is 42", around(42), false},
			variant{path + " is a value of tomorrow", around("VALUE_OF_TOMORROW"), false},
			variant{path + " is empty", around(""), false},
		)
	case json.Number:
		found = append(found, variant{path + " is a text", around(value.String()), true})
	case bool:
		found = append(found,
			variant{path + " is a text", around(fmt.Sprint(value)), true},
			variant{path + " is a text in capitals", around(strings.ToUpper(fmt.Sprint(value))), true},
			variant{path + " is a number", around(map[bool]int{true: 1}[value]), true},
			variant{path + " is a number as text", around(map[bool]string{true: "1", false: "0"}[value]), true},
		)
	}
	return found
}

func with(object map[string]any, name string, value any) map[string]any {
	changed := map[string]any{name: value}
	for other, member := range object {
		if other != name {
			changed[other] = member
		}
	}
	return changed
}

func isNumber(text string) bool {
	number, err := strconv.ParseInt(text, 10, 64)
	return err == nil && strconv.FormatInt(number, 10) == text
}

// The walk above must notice what it is there for.
func TestVariantsReachEveryPlace(t *testing.T) {
	t.Parallel()
	body := parse(t, []byte(`{"id":"7","on":true,"list":[{"n":1}],"name":"x"}`))
	var names []string
	for _, variant := range variantsOf("", body, func(value any) any { return value }) {
		encoded, err := json.Marshal(variant.body)
		require.NoError(t, err)
		names = append(names, variant.name+": "+string(encoded))
	}
	for _, want := range []string{
		` has another member: {"id":"7","list":[{"n":1}],"member_of_tomorrow":{"a":[1,"two",null]},"name":"x","on":true}`,
		`.id is null: {"id":null,"list":[{"n":1}],"name":"x","on":true}`,
		`.id is a number: {"id":7,"list":[{"n":1}],"name":"x","on":true}`,
		`.name is 42: {"id":"7","list":[{"n":1}],"name":42,"on":true}`,
		`.on is a text: {"id":"7","list":[{"n":1}],"name":"x","on":"true"}`,
		`.list is null: {"id":"7","list":null,"name":"x","on":true}`,
		`.list[0].n is a text: {"id":"7","list":[{"n":"1"}],"name":"x","on":true}`,
		`.list[0].n is null: {"id":"7","list":[{"n":null}],"name":"x","on":true}`,
	} {
		assert.Contains(t, names, want)
	}
	require.NotContains(t, names, ".name is a number")
}
