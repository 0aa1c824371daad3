package whatsapp

import (
	"errors"

	"github.com/wabakit/whatsapp/internal/graphjson"
	"github.com/wabakit/whatsapp/internal/redact"
)

// A graphDecoder is a type that Graph writes in several forms.
type graphDecoder interface {
	decodeGraph(d *graphjson.Decoder) bool
}

var codec = graphjson.NewCodec(graphDecoder.decodeGraph)

// readGraph decodes data for an UnmarshalJSON method. Members of an unexpected
// form are left out.
func readGraph(data []byte, out graphDecoder) error {
	_, err := codec.Decode(data, out)
	return err
}

// decodeJSON decodes data and fails where readGraph would leave something out:
// a message, for example, must not lose any part.
func decodeJSON(data []byte, out any) error {
	_, err := decodeWatching(data, out, nil)
	return err
}

// decodeWatching is decodeJSON that returns members of the outermost object
// too, as [graphjson.Result].Watched.
func decodeWatching(data []byte, out any, watch []string) ([][]byte, error) {
	result, err := codec.Decode(data, out, watch...)
	if err == nil && len(result.Mismatches) > 0 {
		err = &result.Mismatches[0]
	}
	return result.Watched, err
}

// A SkippedMember is a part of an answer that was left out because it does not
// have the documented form. Its field is zero; an element of a list is missing.
type SkippedMember struct {
	// Path names the member inside the answer: "data[3].quality_score.date".
	Path string
	// Want and Found are the two forms, such as "an object" and "a string".
	Want, Found string
}

// String returns the path and both forms. It never quotes the value.
func (m SkippedMember) String() string { return (*graphjson.Mismatch)(&m).Error() }

// skippedMembers converts mismatches to the public type. A path may contain a
// name that the server chose, so secrets are redacted.
func skippedMembers(left []graphjson.Mismatch, secrets redact.Secrets) []SkippedMember {
	var skipped []SkippedMember
	for _, mismatch := range left {
		mismatch.Path = secrets.Text(mismatch.Path)
		skipped = append(skipped, SkippedMember(mismatch))
	}
	return skipped
}

// explainDecoding says which part of an answer could not be decoded, and why.
func explainDecoding(err error) string {
	mismatch, ok := errors.AsType[*graphjson.Mismatch](err)
	switch {
	case !ok:
		return err.Error()
	case mismatch.Path == "":
		return "the answer is " + mismatch.Found + ", not " + mismatch.Want
	}
	return mismatch.Path + " is " + mismatch.Found + ", not " + mismatch.Want
}
