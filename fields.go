package whatsapp

import (
	"reflect"
	"strings"
)

// FieldsOf returns the fields of a node that [WithFields] can ask for, for a
// struct of this package such as [PhoneNumber] or [WABA]:
//
//	client.WABAs.Get(ctx, wabaID, whatsapp.WithFields(whatsapp.FieldsOf[whatsapp.WABA]()...))
//
// These are the members of the struct, without those that need parameters, are
// edges, or do not exist in every API version; ask for these by name. Graph
// refuses a whole request because of one field that it does not know, or that
// the token may not see.
func FieldsOf[T any]() []string {
	var names []string
	structure := reflect.TypeFor[T]()
	if structure.Kind() != reflect.Struct {
		return nil
	}
	for field := range structure.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" || name == "-" || field.Tag.Get("fields") == "-" {
			continue
		}
		names = append(names, name)
	}
	return names
}
