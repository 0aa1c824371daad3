package graphjson

import (
	"errors"
	"reflect"
	"sync"
)

// A Codec decodes JSON into Go values. It works out once how to fill each type.
type Codec struct {
	own   func(reflect.Type) decodeFunc
	plans sync.Map // reflect.Type to decodeFunc
	mutex sync.Mutex
}

// NewCodec returns a Codec for which types that implement I with a pointer
// receiver have a form of their own: decode reads it. I may be an unexported
// interface, so that the method does not show in a package's documentation.
//
// A decode consumes exactly one value, and reports whether it fits the type. If
// not, it has called [Decoder.Mismatch].
func NewCodec[I any](decode func(I, *Decoder) bool) *Codec {
	form := reflect.TypeFor[I]()
	return &Codec{own: func(t reflect.Type) decodeFunc {
		if !reflect.PointerTo(t).Implements(form) {
			return nil
		}
		return func(d *Decoder, v reflect.Value) bool {
			return decode(v.Addr().Interface().(I), d)
		}
	}}
}

// A Result is what decoding found besides the values.
type Result struct {
	// Mismatches are the values that were left out, at most 16 of them.
	Mismatches []Mismatch
	// Watched holds the members of the outermost object that were asked for, in
	// the order of the names; nil for one that is not there. Of a member that
	// stands twice it is the last. It shares the text's memory.
	Watched [][]byte
}

// Decode decodes the text, which must be a single JSON value, into out, a
// pointer. If out is nil, it only checks the text. Of the outermost object it
// returns the members with the given names.
//
// The error is a [*SyntaxError], or a [*Mismatch] if the outermost value has
// another shape, or what an own form has passed to [Decoder.Fail]; out stays as
// it was then.
func (c *Codec) Decode(text []byte, out any, watch ...string) (Result, error) {
	var target reflect.Value
	if out != nil {
		if target = reflect.ValueOf(out); target.Kind() != reflect.Pointer || target.IsNil() {
			return Result{}, errors.New("invalid target; want a pointer that is not nil")
		}
		target = target.Elem()
		// Only a zero value can be put back if the text turns out to be broken.
		if !target.IsZero() {
			if _, err := c.Decode(text, nil); err != nil {
				return Result{}, err
			}
		}
	}
	d := decoders.Get().(*Decoder)
	defer d.release()
	d.start(c, text)
	d.watch = watch
	restore := out != nil && target.IsZero()
	d.outermost(target)
	d.End()
	if d.err != nil && restore {
		target.SetZero()
	}
	return Result{Mismatches: d.mismatches, Watched: d.watched}, d.err
}

// outermost decodes the value that is the whole text.
func (d *Decoder) outermost(target reflect.Value) {
	if !target.IsValid() {
		d.Skip()
		return
	}
	if !d.codec.planOf(target.Type())(d, target) && d.err == nil {
		last := d.mismatches[len(d.mismatches)-1]
		d.mismatches = d.mismatches[:len(d.mismatches)-1]
		d.err = &last
	}
}

var decoders = sync.Pool{New: func() any { return new(Decoder) }}

// release gives the decoder back without anything that it has read.
func (d *Decoder) release() {
	d.Reset(nil)
	decoders.Put(d)
}

// maxScratch keeps one long string from staying in memory.
const maxScratch = 4 << 10

// planOf returns the plan for a type, making it on first use so that importing a
// package costs nothing.
func (c *Codec) planOf(t reflect.Type) decodeFunc {
	if plan, ok := c.plans.Load(t); ok {
		return plan.(decodeFunc)
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	plan := (&planner{codec: c, made: map[reflect.Type]*decodeFunc{}}).planFor(t)
	c.plans.Store(t, plan)
	return plan
}
