package webhook

import (
	"slices"
	"strings"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

// A SkippedMember is a part of an event that does not have the documented form
// and was left out, see [Envelope.Skipped].
type SkippedMember struct {
	// Path names the member inside the event's element or value, such as
	// "errors[1].error_data".
	Path string
	// Want and Found are the two forms, such as "an object" and "a string".
	Want, Found string
}

// String returns the path and both forms. It never quotes the value.
func (m SkippedMember) String() string {
	return (*graphjson.Mismatch)(&m).Error()
}

// maxSkipped is the most members that are listed for one event.
const maxSkipped = 16

// Skipped returns the members of the event, and of the metadata, contacts and
// conversation context next to it, that do not have the documented form. Their
// fields are zero; an odd element of a list is missing from it. [Envelope.Raw]
// and [Envelope.RawChange] have what was sent. At most 32 members are listed.
func (e *Envelope) Skipped() []SkippedMember {
	return slices.Concat(e.skipped, e.from().skipped)
}

// skippedMembers makes the mismatches in a member public.
func skippedMembers(member string, left []graphjson.Mismatch) []SkippedMember {
	if len(left) == 0 {
		return nil
	}
	skipped := make([]SkippedMember, len(left))
	for i, mismatch := range left {
		if member != "" && mismatch.Path != "" && !strings.HasPrefix(mismatch.Path, "[") {
			mismatch.Path = "." + mismatch.Path
		}
		mismatch.Path = member + mismatch.Path
		skipped[i] = SkippedMember(mismatch)
	}
	return skipped
}
