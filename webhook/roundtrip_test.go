package webhook_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

// undocumented are the members of the seeds that no struct has, on purpose.
var undocumented = []string{"messaging_product", "hologram"}

// otherSpelling maps the spellings that are read to the one that is written.
var otherSpelling = map[string]string{
	"participant_recipient_id":            "recipient_participant_id",
	"max_daily_conversation_per_business": "max_daily_conversations_per_business",
	"max_daily_conversations_per_phone":   "max_daily_conversation_per_phone",
}

// Decoding a seed and encoding it again must lose nothing.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for name, body := range seeds(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, event := range parse(t, body) {
				if _, unknown := event.(*webhook.UnknownEvent); unknown || name == "account_alerts_flat.json" {
					continue
				}
				var want, got any
				require.NoError(t, json.Unmarshal(source(t, event), &want))
				require.NoError(t, json.Unmarshal([]byte(encode(t, payload(event))), &got))
				contains(t, "", want, got)
			}
		})
	}
}

// contains checks that got has everything that want has. Zero values may be
// left out, and numbers may be strings.
func contains(t *testing.T, path string, want, got any) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		got, ok := got.(map[string]any)
		if !ok {
			assert.Empty(t, want, "%s is lost", path)
			return
		}
		for key, value := range want {
			if spelling, ok := otherSpelling[key]; ok {
				key = spelling
			}
			if !slices.Contains(undocumented, key) {
				contains(t, path+"."+key, value, got[key])
			}
		}
	case []any:
		got, ok := got.([]any)
		if !assert.True(t, ok && len(got) == len(want), "%s is lost", path) {
			return
		}
		for i := range want {
			contains(t, fmt.Sprintf("%s[%d]", path, i), want[i], got[i])
		}
	case nil:
	case bool:
		assert.Equal(t, want, got != nil && fmt.Sprint(got) == "true", "%s is lost", path)
	case string:
		if details, ok := got.(map[string]any); ok {
			got = details["details"] // error_data as a string
		}
		assert.Equal(t, want, fmt.Sprint(got), "%s is lost", path)
	default:
		assert.Equal(t, fmt.Sprint(want), numberText(got), "%s is lost", path)
	}
}

// numberText prints a number or a string with a number as fmt prints the
// number.
func numberText(v any) string {
	if text, ok := v.(string); ok {
		var number any
		if json.Unmarshal([]byte(text), &number) == nil {
			v = number
		}
	}
	return fmt.Sprint(v)
}

// encoding/json must read the same from the seeds as this package does,
// wherever it reads them at all.
func TestSeedsAgainstEncodingJSON(t *testing.T) {
	t.Parallel()
	compared := 0
	for name, body := range seeds(t) {
		for _, event := range parse(t, body) {
			if _, unknown := event.(*webhook.UnknownEvent); unknown {
				continue
			}
			if sameAsEncodingJSON(t, event) {
				compared++
			} else {
				t.Logf("%s: encoding/json does not read it", name)
			}
		}
	}
	require.Greater(t, compared, 80)
}

// sameAsEncodingJSON decodes the event again with encoding/json and compares.
// It reports whether they can be compared.
func sameAsEncodingJSON(tb testing.TB, event webhook.Event) bool {
	tb.Helper()
	ours := payload(event)
	theirs := reflect.New(reflect.TypeOf(ours).Elem()).Interface()
	text := source(tb, event)
	if !plainKeys(text) || json.Unmarshal(text, theirs) != nil {
		return false
	}
	switch v := theirs.(type) {
	case *webhook.Status: // a copy is made on purpose
		if v.Pricing == nil && v.Conversation != nil {
			v.Pricing = v.Conversation.Pricing
		}
	case *webhook.AccountAlertEvent, *webhook.TemplateStatusEvent, *webhook.HandoverEvent: // filled in from elsewhere
		return false
	}
	require.Equal(tb, encode(tb, theirs), encode(tb, ours))
	return true
}

// plainKeys reports whether encoding/json and this package agree on which
// member each key names: it ignores case and knows no second spelling.
func plainKeys(text []byte) bool {
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	type level struct {
		keys  map[string]bool
		isKey bool
	}
	var levels []*level
	for {
		token, err := decoder.Token()
		if err != nil {
			return true
		}
		var top *level
		if len(levels) > 0 {
			top = levels[len(levels)-1]
		}
		if key, ok := token.(string); ok && top != nil && top.keys != nil && top.isKey {
			_, spelled := otherSpelling[key]
			if spelled || strings.Trim(key, "abcdefghijklmnopqrstuvwxyz_0123456789") != "" {
				return false
			}
			top.keys[key] = true
			top.isKey = false
			continue
		}
		switch token {
		case json.Delim('{'):
			levels = append(levels, &level{keys: map[string]bool{}, isKey: true})
			continue
		case json.Delim('['):
			levels = append(levels, &level{})
			continue
		case json.Delim('}'), json.Delim(']'):
			levels = levels[:len(levels)-1]
		}
		if len(levels) > 0 {
			levels[len(levels)-1].isKey = true
		}
	}
}

// Every member of every struct is filled by at least one seed, so a misspelled
// name cannot go unnoticed.
func TestSeedsFillEveryMember(t *testing.T) {
	t.Parallel()
	filled := map[string]bool{}
	for _, body := range seeds(t) {
		for _, event := range parse(t, body) {
			visit(reflect.ValueOf(event), filled)
		}
	}
	var empty []string
	for member, ok := range filled {
		if !ok {
			empty = append(empty, member)
		}
	}
	slices.Sort(empty)
	assert.Empty(t, empty)
}

func visit(v reflect.Value, filled map[string]bool) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			visit(v.Elem(), filled)
		}
	case reflect.Slice:
		for i := range v.Len() {
			visit(v.Index(i), filled)
		}
	case reflect.Struct:
		if strings.Contains(v.Type().PkgPath(), "/internal/") {
			return
		}
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if !field.IsExported() || field.Type.PkgPath() == "time" {
				continue
			}
			name := v.Type().Name() + "." + field.Name
			filled[name] = filled[name] || !v.Field(i).IsZero()
			visit(v.Field(i), filled)
		}
	}
}
