// Package graphjson decodes the JSON that Graph sends: answers and webhooks. It
// reads the same struct tags as encoding/json and, wherever both accept a text,
// stores the same. It differs in what it accepts, how it fails and what it
// keeps.
//
// # Leniency
//
// Graph often sends another form than it documents, so the decoder accepts
//
//   - a string where a number or a boolean is expected, and vice versa; an
//     empty string for a number is null;
//   - a whole number in another form, such as 4.0 or 4e3;
//   - an empty list where an object is expected, which is how PHP writes one;
//   - one element where a list is expected, and {"data": [...]}, the form of an
//     edge;
//   - a second spelling of a member's name, given by the tag "alias".
//
// A field with a name in its json tag is matched exactly. One without is
// matched without regard to case, as encoding/json matches every field.
//
// # Failing
//
// A member whose shape even this leniency cannot read is skipped: its field is
// unchanged, and a [Mismatch] reports it. An element of a list is dropped,
// because a zero element in its place would look like a real one with an empty
// id; in an array, whose length is fixed, a zero element remains. A list none
// of whose elements fit does not fit itself, because it is not empty. Only a
// text that is not JSON, is nested more than 256 levels deep, or whose
// outermost value has another shape is an error.
//
// # Memory
//
// Strings do not share memory with the text, which may come from a pool, and do
// not keep much more than themselves alive: short ones share blocks of at most
// 1 KiB, or the [Window] that a caller asks for.
package graphjson
