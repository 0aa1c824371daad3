package graphjson

import (
	"errors"
	"reflect"
	"sync"
)

// A Codec decodes JSON into Go values. It plans once how to fill each type.
type Codec struct {
	own   func(reflect.Type) decodeFunc
	plans sync.Map // reflect.Type to *plan
	mutex sync.Mutex
}

// NewCodec returns a Codec that reads types implementing I with a pointer
// receiver by calling decode: they have a form of their own. I may be an
// unexported interface, so that the method does not show in a package's
// documentation.
//
// decode must consume exactly one value and report whether it fits the type. If
// not, it must have called [Decoder.Mismatch].
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

// A Result is what decoding returns besides the values.
type Result struct {
	// Mismatches are the values that were left out, at most 16 of them.
	Mismatches []Mismatch
	// Watched holds the requested members of the outermost object in the order
	// of the names, nil for a missing one and the last of a repeated one. It
	// shares the text's memory.
	Watched [][]byte
}

// Decode decodes the text, which must be a single JSON value, into out, a
// pointer. If out is nil, it only checks the text. It returns the members of
// the outermost object whose names are in watch.
//
// The error is a [*SyntaxError], or a [*Mismatch] if the outermost value has
// another shape, or what a type's own form passed to [Decoder.Fail]. On error
// out is unchanged, unless its type has a form of its own, which must see to
// that itself.
func (c *Codec) Decode(text []byte, out any, watch ...string) (Result, error) {
	if out == nil {
		return c.decode(text, reflect.Value{}, skipAny, watch)
	}
	target := reflect.ValueOf(out)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return Result{}, errors.New("invalid target; want a non-nil pointer")
	}
	target = target.Elem()
	plan := c.planOf(target.Type())
	if plan.isOwn {
		return c.decode(text, target, plan.decode, watch)
	}
	// Only a zero value can be put back if the text turns out to be broken.
	if !target.IsZero() {
		if result, err := c.decode(text, reflect.Value{}, skipAny, watch); err != nil {
			return result, err
		}
		return c.decode(text, target, plan.decode, watch)
	}
	result, err := c.decode(text, target, plan.decode, watch)
	if err != nil {
		target.SetZero()
	}
	return result, err
}

func (c *Codec) decode(text []byte, target reflect.Value, decode decodeFunc, watch []string) (Result, error) {
	d := decoders.Get().(*Decoder)
	defer d.release()
	d.start(c, text)
	d.watch = watch
	if !decode(d, target) && d.err == nil {
		last := d.mismatches[len(d.mismatches)-1]
		d.mismatches = d.mismatches[:len(d.mismatches)-1]
		d.err = &last
	}
	d.End()
	return Result{Mismatches: d.mismatches, Watched: d.watched}, d.err
}

func skipAny(d *Decoder, _ reflect.Value) bool {
	d.Skip()
	return true
}

var decoders = sync.Pool{New: func() any { return new(Decoder) }}

// release clears the decoder and returns it to the pool.
func (d *Decoder) release() {
	d.Reset(nil)
	decoders.Put(d)
}

// maxScratch keeps the buffer for a long string from staying in memory.
const maxScratch = 4 << 10

// A plan says how to decode a whole text into a type.
type plan struct {
	decode decodeFunc
	isOwn  bool // the type has a form of its own
}

// planOf returns the plan for a type, making it on first use so that importing
// a package costs nothing.
func (c *Codec) planOf(t reflect.Type) *plan {
	if made, ok := c.plans.Load(t); ok {
		return made.(*plan)
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	made := &plan{
		decode: (&planner{codec: c, made: map[reflect.Type]*decodeFunc{}}).planFor(t),
		isOwn:  c.own(t) != nil,
	}
	c.plans.Store(t, made)
	return made
}
