package webhook_test

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

// Every event type has a function of its own, which receives it and whose error
// is returned.
func TestRouterRoutesEveryType(t *testing.T) {
	t.Parallel()
	router := &webhook.Router{Default: func(_ context.Context, e webhook.Event) error {
		t.Errorf("%T went to Default", e)
		return nil
	}}
	failure := errors.New("returned by the function")
	var got webhook.Event
	functions := map[string]bool{}
	fields := reflect.ValueOf(router).Elem()
	for i := range fields.NumField() {
		field := fields.Type().Field(i)
		if field.Name == "Default" {
			continue
		}
		functions[field.Name] = false
		fields.Field(i).Set(reflect.MakeFunc(field.Type, func(arguments []reflect.Value) []reflect.Value {
			got = arguments[1].Interface().(webhook.Event)
			assert.Equal(t, field.Name, "On"+trimEvent(typeName(got)))
			functions[field.Name] = true
			return []reflect.Value{reflect.ValueOf(&failure).Elem()}
		}))
	}
	for _, body := range seeds(t) {
		for _, event := range parse(t, body) {
			got = nil
			require.ErrorIs(t, router.Handle(t.Context(), event), failure)
			require.Same(t, event, got)
		}
	}
	for name, called := range functions {
		assert.True(t, called, "%s was never called", name)
	}
}

func trimEvent(name string) string { return name[:len(name)-len("Event")] }

func TestRouterDefault(t *testing.T) {
	t.Parallel()
	event := one[*webhook.MessageEvent](t, "messages_text.json")
	require.NoError(t, (&webhook.Router{}).Handle(t.Context(), event), "dropped")

	failure := errors.New("returned by Default")
	router := &webhook.Router{Default: func(_ context.Context, got webhook.Event) error {
		require.Same(t, event, got)
		return failure
	}}
	require.ErrorIs(t, router.Handle(t.Context(), event), failure)
}

// An event of a type that the router does not know goes to Default.
func TestRouterForeignEvent(t *testing.T) {
	t.Parallel()
	type foreign struct{ webhook.Event }
	called := false
	router := &webhook.Router{Default: func(context.Context, webhook.Event) error {
		called = true
		return nil
	}}
	require.NoError(t, router.Handle(t.Context(), foreign{}))
	require.True(t, called)
}
