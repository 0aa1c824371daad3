package main

import (
	"fmt"
	"go/types"
	"strings"
)

// A typeWriter writes types as a reader of the package would, without the names
// of parameters, which may change.
type typeWriter struct {
	strings.Builder
	home *types.Package
}

func (w *typeWriter) text(t types.Type) string {
	w.Reset()
	w.write(t)
	return w.String()
}

func (w *typeWriter) write(t types.Type) {
	switch t := t.(type) {
	case *types.Pointer:
		w.WriteString("*")
		w.write(t.Elem())
	case *types.Slice:
		w.WriteString("[]")
		w.write(t.Elem())
	case *types.Array:
		fmt.Fprintf(w, "[%d]", t.Len())
		w.write(t.Elem())
	case *types.Map:
		w.WriteString("map[")
		w.write(t.Key())
		w.WriteString("]")
		w.write(t.Elem())
	case *types.Chan:
		w.WriteString(map[types.ChanDir]string{types.SendRecv: "chan ", types.SendOnly: "chan<- ", types.RecvOnly: "<-chan "}[t.Dir()])
		w.write(t.Elem())
	case *types.Signature:
		w.WriteString("func")
		w.signature(t)
	case *types.Named:
		w.named(t.Obj(), t.TypeArgs())
	case *types.Alias:
		w.named(t.Obj(), t.TypeArgs())
	case *types.Struct:
		w.structure(t)
	default: // basic types, type parameters, anonymous interfaces and unions
		w.WriteString(types.TypeString(t, types.RelativeTo(w.home)))
	}
}

func (w *typeWriter) structure(t *types.Struct) {
	w.WriteString("struct{")
	for i := range t.NumFields() {
		if i > 0 {
			w.WriteString("; ")
		}
		w.WriteString(t.Field(i).Name() + " ")
		w.write(t.Field(i).Type())
	}
	w.WriteString("}")
}

func (w *typeWriter) named(name *types.TypeName, arguments *types.TypeList) {
	if name.Pkg() != nil && name.Pkg() != w.home {
		w.WriteString(name.Pkg().Name() + ".")
	}
	w.WriteString(name.Name())
	if arguments.Len() == 0 {
		return
	}
	w.WriteString("[")
	for i := range arguments.Len() {
		if i > 0 {
			w.WriteString(", ")
		}
		w.write(arguments.At(i))
	}
	w.WriteString("]")
}

// signature writes what follows the name of a function.
func (w *typeWriter) signature(t *types.Signature) {
	w.parameters(t.TypeParams())
	w.tuple(t.Params(), t.Variadic())
	switch results := t.Results(); results.Len() {
	case 0:
	case 1:
		w.WriteString(" ")
		w.write(results.At(0).Type())
	default:
		w.WriteString(" ")
		w.tuple(results, false)
	}
}

func (w *typeWriter) tuple(t *types.Tuple, variadic bool) {
	w.WriteString("(")
	for i := range t.Len() {
		if i > 0 {
			w.WriteString(", ")
		}
		parameter := t.At(i).Type()
		if rest, isSlice := parameter.(*types.Slice); isSlice && variadic && i == t.Len()-1 {
			w.WriteString("...")
			parameter = rest.Elem()
		}
		w.write(parameter)
	}
	w.WriteString(")")
}

// parameters writes the type parameters of a generic type or function.
func (w *typeWriter) parameters(list *types.TypeParamList) {
	if list.Len() == 0 {
		return
	}
	w.WriteString("[")
	for i := range list.Len() {
		if i > 0 {
			w.WriteString(", ")
		}
		w.WriteString(list.At(i).Obj().Name() + " ")
		w.write(list.At(i).Constraint())
	}
	w.WriteString("]")
}
