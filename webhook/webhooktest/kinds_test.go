package webhooktest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
	"github.com/wabakit/whatsapp/webhook/webhooktest"
)

// only returns the only event of a body.
func only(tb testing.TB, body []byte) webhook.Event {
	tb.Helper()
	notification, err := webhook.Parse(body)
	require.NoError(tb, err)
	events := slices.Collect(notification.Events())
	require.Len(tb, events, 1, "%s", body)
	return events[0]
}

func event(tb testing.TB, kind string, options *webhooktest.Options) webhook.Event {
	tb.Helper()
	body, err := webhooktest.Body(kind, options)
	require.NoError(tb, err)
	return only(tb, body)
}

// Every kind is one event that reads as what its name says.
func TestEveryKindIsOneEventOfThatKind(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, kind := range webhooktest.Kinds() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			read := event(t, kind, nil)
			assert.Empty(t, read.Skipped())
			got := webhooktest.KindOf(read)
			assert.True(t, kind == got || strings.HasPrefix(kind, got+"."), "it reads as %s", got)
			unknown, isUnknown := read.(*webhook.UnknownEvent)
			assert.Equal(t, kind == "unknown", isUnknown)
			if isUnknown {
				assert.NoError(t, unknown.Err)
			}
		})
		assert.False(t, seen[kind], "%s is there twice", kind)
		seen[kind] = true
	}
}

// What a variant varies is there without a variant too.
func TestVariantsHaveAKind(t *testing.T) {
	t.Parallel()
	kinds := webhooktest.Kinds()
	for _, kind := range kinds {
		if parts := strings.Split(kind, "."); len(parts) > 2 {
			assert.Contains(t, kinds, strings.Join(parts[:2], "."))
		}
	}
}

func TestEveryEventTypeHasAKind(t *testing.T) {
	t.Parallel()
	got := map[string]bool{}
	for _, kind := range webhooktest.Kinds() {
		got[reflect.TypeOf(event(t, kind, nil)).String()] = true
	}
	want := map[string]bool{}
	for field := range reflect.TypeFor[webhook.Router]().Fields() {
		if strings.HasPrefix(field.Name, "On") {
			want[field.Type.In(1).String()] = true
		}
	}
	require.Greater(t, len(want), 35)
	assert.Equal(t, slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got)))
}

// Every value that package webhook has a name for is in a body.
func TestEveryNamedValueHasAKind(t *testing.T) {
	t.Parallel()
	var all strings.Builder
	for _, kind := range webhooktest.Kinds() {
		body, err := webhooktest.Body(kind, nil)
		require.NoError(t, err)
		all.Write(body)
	}
	named := constants(t, "Field", "MessageType", "MessageStatus", "InteractiveType", "SystemType", "TemplateStatus",
		"AccountEventName", "CallEventType", "CallProgress", "CallResult", "CallPermissionResponse")
	require.Greater(t, len(named), 110)
	for name, value := range named {
		assert.Contains(t, all.String(), `"`+value+`"`, name)
	}
}

// constants returns the text constants of package webhook whose names begin
// with one of these.
func constants(tb testing.TB, prefixes ...string) map[string]string {
	tb.Helper()
	isSource := func(info fs.FileInfo) bool { return !strings.HasSuffix(info.Name(), "_test.go") }
	packages, err := parser.ParseDir(token.NewFileSet(), "..", isSource, parser.SkipObjectResolution) //nolint:staticcheck // build tags do not matter here
	require.NoError(tb, err)
	found := map[string]string{}
	ast.Inspect(packages["webhook"], func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		name, value := spec.Names[0].Name, spec.Values[0]
		literal, ok := value.(*ast.BasicLit)
		if ok && literal.Kind == token.STRING && slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) }) {
			text, err := strconv.Unquote(literal.Value)
			require.NoError(tb, err)
			found[name] = text
		}
		return true
	})
	return found
}

func TestKindsOfTomorrow(t *testing.T) {
	t.Parallel()
	for want, event := range map[string]webhook.Event{
		"message.hologram":          &webhook.MessageEvent{Message: webhook.Message{Type: "hologram"}},
		"message":                   &webhook.MessageEvent{},
		"automatic.cart_left_alone": &webhook.AutomaticEvent{Conversion: webhook.Conversion{EventName: "CartLeftAlone"}},
		"flow.colour_change":        &webhook.FlowEvent{Event: "FLOW_COLOUR CHANGE"},
		"message.interactive": &webhook.MessageEvent{Message: webhook.Message{
			Type: webhook.MessageTypeInteractive, Interactive: &webhook.Interactive{Type: "wheel"},
		}},
	} {
		assert.Equal(t, want, webhooktest.KindOf(event))
	}
}
