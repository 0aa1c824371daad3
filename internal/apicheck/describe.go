package main

import (
	"go/constant"
	"go/types"
	"slices"
	"strings"
)

// What a line says of a type after its name.
const (
	comparableMark  = " struct, comparable"
	fieldMark       = " struct, field "
	embeddedMark    = " struct, embedded "
	methodMark      = " interface, method "
	unionMark       = " interface, union "
	unexportedMark  = " interface, unexported methods" // nobody else can implement it
	interfaceSuffix = " interface"
)

// A description is the API of a package, a line for each thing that a caller
// can use.
type description struct {
	types typeWriter
	lines []string
}

// describe keeps the members of a type together, below its line.
func describe(p *types.Package) []string {
	d := description{types: typeWriter{home: p}}
	var named []*types.TypeName
	for _, name := range p.Scope().Names() {
		switch object := p.Scope().Lookup(name).(type) {
		case *types.TypeName:
			named = append(named, object)
		default:
			d.value(object)
		}
	}
	slices.Sort(d.lines)
	for _, name := range named {
		if name.Exported() {
			d.typeName(name)
		}
	}
	return d.lines
}

func (d *description) add(parts ...string) {
	d.lines = append(d.lines, strings.Join(parts, ""))
}

// value describes a constant, a function or a variable.
func (d *description) value(object types.Object) {
	if !object.Exported() {
		return
	}
	switch object := object.(type) {
	case *types.Const:
		value := object.Val().ExactString()
		if object.Val().Kind() == constant.String {
			value = object.Val().String()
		}
		d.add("const ", object.Name(), " ", d.types.text(object.Type()), " = ", value)
	case *types.Func:
		d.add("func ", object.Name(), d.signature(object))
	case *types.Var:
		d.add("var ", object.Name(), " ", d.types.text(object.Type()))
	}
}

// signature is what follows the name of a function or method.
func (d *description) signature(f *types.Func) string {
	return strings.TrimPrefix(d.types.text(f.Type()), "func")
}

func (d *description) typeName(name *types.TypeName) {
	if alias, isAlias := name.Type().(*types.Alias); isAlias {
		d.add("type ", name.Name(), " = ", d.types.text(alias.Rhs()))
		return
	}
	named := name.Type().(*types.Named)
	d.types.Reset()
	d.types.parameters(named.TypeParams())
	head := "type " + name.Name() + d.types.String()
	switch underlying := named.Underlying().(type) {
	case *types.Struct:
		d.add(head, " struct")
		d.structure(head, named, underlying)
		d.methods(name.Name(), named)
	case *types.Interface:
		d.add(head, interfaceSuffix)
		d.interfaceType(head, underlying)
	default:
		d.add(head, " ", d.types.text(underlying))
		d.methods(name.Name(), named)
	}
}

func (d *description) structure(head string, named *types.Named, structure *types.Struct) {
	if types.Comparable(named) {
		d.add(head, comparableMark)
	}
	var members description
	members.types = d.types
	members.fields(head, structure)
	slices.Sort(members.lines)
	d.lines = append(d.lines, members.lines...)
}

// fields describes the exported fields, with those that come with an embedded
// type that is not exported.
func (d *description) fields(head string, structure *types.Struct) {
	for field := range structure.Fields() {
		switch {
		case field.Exported() && field.Embedded():
			d.add(head, embeddedMark, d.types.text(field.Type()))
		case field.Exported():
			d.add(head, fieldMark, field.Name(), " ", d.types.text(field.Type()))
		case field.Embedded():
			if inner, isStruct := dereferenced(field.Type()).Underlying().(*types.Struct); isStruct {
				d.fields(head, inner)
			}
		}
	}
}

func dereferenced(t types.Type) types.Type {
	if pointer, isPointer := types.Unalias(t).(*types.Pointer); isPointer {
		return pointer.Elem()
	}
	return t
}

// interfaceType describes all methods, with those of embedded interfaces.
func (d *description) interfaceType(head string, t *types.Interface) {
	unexported := false
	for method := range t.Methods() {
		if method.Exported() {
			d.add(head, methodMark, method.Name(), d.signature(method))
		}
		unexported = unexported || !method.Exported()
	}
	if unexported {
		d.add(head, unexportedMark)
	}
	if !t.IsMethodSet() {
		d.add(head, unionMark, types.TypeString(t, types.RelativeTo(d.types.home)))
	}
}

// methods describes the methods of a type, with those of embedded types.
func (d *description) methods(name string, t types.Type) {
	ofValue := types.NewMethodSet(t)
	for selection := range types.NewMethodSet(types.NewPointer(t)).Methods() {
		method := selection.Obj().(*types.Func)
		if !method.Exported() {
			continue
		}
		receiver := "*" + name
		if ofValue.Lookup(method.Pkg(), method.Name()) != nil {
			receiver = name
		}
		d.add("method (", receiver, ") ", method.Name(), d.signature(method))
	}
}
