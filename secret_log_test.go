package whatsapp_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

const loggedSecret = "sesame-4711"

// slog's JSON handler encodes a struct to JSON, which has its secrets. So every
// type that holds one, however deep, says itself what of it is logged.
func TestNoStructLogsItsSecrets(t *testing.T) {
	t.Parallel()
	holders := 0
	for _, structure := range structsOfServices() {
		value := reflect.New(structure)
		if !fillSecrets(value.Elem(), map[reflect.Type]bool{}) {
			continue
		}
		holders++
		t.Run(structure.Name(), func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			for _, handler := range []slog.Handler{slog.NewJSONHandler(&log, nil), slog.NewTextHandler(&log, nil)} {
				slog.New(handler).Info("logged", "pointer", value.Interface(), "nothing", reflect.Zero(value.Type()).Interface())
				if structure != reflect.TypeFor[whatsapp.MediaStream]() { // of which there is only one
					slog.New(handler).Info("logged", "value", value.Elem().Interface())
				}
			}
			assert.NotContains(t, log.String(), loggedSecret)
			kept, err := json.Marshal(value.Interface())
			require.NoError(t, err)
			assert.Contains(t, string(kept), loggedSecret, "logging changes nothing")
		})
	}
	require.Greater(t, holders, 10)
}

// structsOfServices returns the structs that methods of services take and
// return, and those within them.
func structsOfServices() []reflect.Type {
	found := map[reflect.Type]bool{}
	client := reflect.TypeFor[whatsapp.Client]()
	for service := range client.Fields() {
		if !service.IsExported() {
			continue
		}
		for method := range service.Type.Methods() {
			for argument := range method.Type.Ins() {
				collectStructs(argument, found)
			}
			for result := range method.Type.Outs() {
				collectStructs(result, found)
			}
		}
	}
	return slices.SortedFunc(maps.Keys(found), func(a, b reflect.Type) int { return strings.Compare(a.Name(), b.Name()) })
}

func collectStructs(found reflect.Type, into map[reflect.Type]bool) {
	switch found.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		collectStructs(found.Elem(), into)
	case reflect.Struct:
		if found.PkgPath() != reflect.TypeFor[whatsapp.Client]().PkgPath() || found.Name() == "Client" || into[found] {
			return
		}
		if !strings.Contains(found.Name(), "[") {
			into[found] = true
		}
		for field := range found.Fields() {
			if field.IsExported() {
				collectStructs(field.Type, into)
			}
		}
	}
}

// fillSecrets writes a secret into every place for one, and reports whether
// there is any.
func fillSecrets(value reflect.Value, within map[reflect.Type]bool) bool {
	switch value.Type() {
	case reflect.TypeFor[whatsapp.Secret](), reflect.TypeFor[whatsapp.VerifyToken]():
		value.SetString(loggedSecret)
		return true
	case reflect.TypeFor[whatsapp.SecretURL]():
		value.SetString("https://meta.test/" + loggedSecret)
		return true
	}
	filled := false
	switch value.Kind() {
	case reflect.Pointer:
		target := reflect.New(value.Type().Elem())
		if filled = fillSecrets(target.Elem(), within); filled {
			value.Set(target)
		}
	case reflect.Slice:
		target := reflect.MakeSlice(value.Type(), 1, 1)
		if filled = fillSecrets(target.Index(0), within); filled {
			value.Set(target)
		}
	case reflect.Struct:
		if within[value.Type()] {
			return false
		}
		within[value.Type()] = true
		defer delete(within, value.Type())
		for _, field := range value.Fields() {
			if field.CanSet() && fillSecrets(field, within) {
				filled = true
			}
		}
	}
	return filled
}
