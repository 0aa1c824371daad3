package whatsapp

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
)

// partialSuccess is the code of an answer that has done a part only of what a
// group was asked to do.
const partialSuccess = 131201

// partialMembers are the members by which an answer says that something failed,
// besides the error object.
var partialMembers = []string{"errors", "failed_join_requests", "failed_participants"}

// isPartial reports whether an answer that can be read says that a part was not
// done.
func (c *call) isPartial(answer []byte) bool {
	if !c.op.partial {
		return false
	}
	result, _ := codec.Decode(answer, nil, partialMembers...)
	return c.status == http.StatusPartialContent ||
		slices.ContainsFunc(result.Watched, func(member []byte) bool { return !saysNothing(member) })
}

// partly returns the error for an answer that says that a part was not done.
func (c *call) partly(response *http.Response, answer []byte) *GraphAPIError {
	failure := c.newFailure(response, answer)
	failure.partial = true
	var reported struct {
		Errors []map[string]json.RawMessage `json:"errors"`
	}
	if _, err := codec.Decode(answer, &reported); err == nil && len(reported.Errors) > 0 {
		failure.fill(reported.Errors[0])
	}
	if failure.Message == "" {
		failure.Message = "the server reports success in part"
	}
	// Whatever the other part failed with, the whole must not be sent again.
	failure.Code, failure.Subcode, failure.IsTransient, failure.byStatus = partialSuccess, 0, false, false
	failure.redact(c.secrets())
	return failure
}

// orPartial adds to an error what was done nevertheless, if the answer says so
// and the error has the code.
func orPartial[T any, P interface {
	*T
	isEmpty() bool
}](done P, err error, code int) (P, error) {
	failure, isRefusal := errors.AsType[*GraphAPIError](err)
	if !isRefusal || !failure.partial && failure.Code != code {
		return done, err
	}
	partial := P(new(T))
	if _, broken := codec.Decode(failure.Body, partial); broken != nil || partial.isEmpty() {
		return nil, err
	}
	return partial, err
}
