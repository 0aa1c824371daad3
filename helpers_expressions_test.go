package whatsapp_test

import (
	"context"
	"fmt"
	"reflect"
	"runtime"
	"strings"

	"github.com/wabakit/whatsapp"
)

// nameOf takes a method expression apart: (*whatsapp.UserService).List is
// "Users", the field of the client, and "List".
func nameOf(expression any) (service, name string) {
	full := runtime.FuncForPC(reflect.ValueOf(expression).Pointer()).Name()
	typeName, name, _ := strings.Cut(full[strings.LastIndex(full, "(*")+2:], ").")
	_, services := serviceMethods()
	return services[typeName], name
}

// callExpression calls a method expression with the client's service.
func callExpression(expression any, ctx context.Context, client *whatsapp.Client, given []any, options any, opts []whatsapp.RequestOption) []reflect.Value {
	service, name := nameOf(expression)
	arguments := []reflect.Value{reflect.ValueOf(client).Elem().FieldByName(service), reflect.ValueOf(ctx)}
	for _, argument := range given {
		arguments = append(arguments, reflect.ValueOf(argument))
	}
	arguments = append(arguments, reflect.ValueOf(options), reflect.ValueOf(opts))
	function := reflect.ValueOf(expression)
	parameters := function.Type()
	fits := parameters.NumIn() == len(arguments)
	for i := 0; fits && i < len(arguments); i++ {
		fits = arguments[i].Type().AssignableTo(parameters.In(i))
	}
	if !fits {
		panic(fmt.Sprintf("the row of %s.%s has %d arguments and options of type %T; the method is %s", service, name, len(given), options, parameters))
	}
	return function.CallSlice(arguments)
}

// optionsFor makes options of a list that select a page.
func optionsFor[O any](page *whatsapp.ListOptions) *O {
	if page == nil {
		return nil
	}
	options := new(O)
	reflect.ValueOf(listOptions(options)).Elem().Set(reflect.ValueOf(*page))
	return options
}

// listOptions is the page in the options of a list.
func listOptions(options any) *whatsapp.ListOptions {
	if page, plain := options.(*whatsapp.ListOptions); plain {
		return page
	}
	return reflect.ValueOf(options).Elem().FieldByName("ListOptions").Addr().Interface().(*whatsapp.ListOptions)
}

// unsetOptions names what the options of a row must set and do not.
func unsetOptions[O any](options O) []string {
	var unset []string
	if page := listOptions(&options); page.Limit != secondPage.Limit || page.After != secondPage.After {
		unset = append(unset, "secondPage")
	}
	if _, plain := any(options).(whatsapp.ListOptions); plain {
		return unset
	}
	value := reflect.ValueOf(options)
	for field := range value.Type().Fields() {
		if value.FieldByIndex(field.Index).IsZero() {
			unset = append(unset, field.Name)
		}
	}
	return unset
}

// hollow is options with empty lists and nothing else.
func hollow[O any]() *O {
	options := new(O)
	for _, field := range reflect.ValueOf(options).Elem().Fields() {
		if field.Kind() == reflect.Slice {
			field.Set(reflect.MakeSlice(field.Type(), 0, 0))
		}
	}
	return options
}

// ownLists gives a struct lists of its own.
func ownLists(structure any) {
	for _, field := range reflect.ValueOf(structure).Elem().Fields() {
		if field.Kind() == reflect.Slice {
			field.Set(reflect.AppendSlice(reflect.Zero(field.Type()), field))
		}
	}
}

// clearAll clears a struct, and the lists that it held.
func clearAll(structure any) {
	value := reflect.ValueOf(structure).Elem()
	for _, field := range value.Fields() {
		if field.Kind() == reflect.Slice {
			for i := range field.Len() {
				field.Index(i).SetZero()
			}
		}
	}
	value.SetZero()
}

// snake is a name as file names spell it: "ListWABAs" is "list_wabas".
func snake(name string) string {
	name = strings.ReplaceAll(name, "WABA", "Waba")
	isCapital := func(i int) bool { return i < len(name) && name[i] >= 'A' && name[i] <= 'Z' }
	var spelled strings.Builder
	for i := range name {
		// A word begins at a capital, and a run of capitals is one word but for
		// the last.
		if i > 0 && isCapital(i) && (!isCapital(i-1) || i+1 < len(name) && !isCapital(i+1)) {
			spelled.WriteByte('_')
		}
		spelled.WriteString(strings.ToLower(name[i : i+1]))
	}
	return spelled.String()
}
