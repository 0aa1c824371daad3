package whatsapp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

const (
	maxAnswer  = 16 << 20 // a page of 100 entries is far below this
	maxFailure = 1 << 20
)

var errTooLarge = errors.New("the answer is larger than 16 MiB")

// judge says what an attempt has shown.
func (c *call) judge(ctx context.Context, response *http.Response, err error) outcome {
	c.err, c.status = nil, 0
	if err != nil {
		return c.judgeConnection(ctx, err)
	}
	c.status = response.StatusCode
	if c.stream && (response.StatusCode == http.StatusOK || response.StatusCode == http.StatusPartialContent) {
		if c.settings.capture != nil {
			c.settings.capture.fill(response, nil)
		}
		return succeeded
	}
	return c.judgeAnswer(ctx, response)
}

// judgeConnection classifies an attempt without a readable answer. When the
// caller's context has ended, that is the cause, whatever net/http says.
func (c *call) judgeConnection(ctx context.Context, err error) outcome {
	shown := outcomeOfConnection(err)
	if unread := c.op.content.Err(); unread != nil {
		// Graph has got less than it was told to wait for.
		err, shown = unread, misrouted
	}
	ended := ctx.Err()
	if ended != nil {
		err = ended
	} else {
		err = notTheCallers(withoutSecrets(err, c.secrets()...))
	}
	failure := c.failed(err)
	failure.passing = ended == nil && shown != misrouted
	c.err = failure
	return shown
}

// judgeAnswer reads the whole answer and decodes it.
func (c *call) judgeAnswer(ctx context.Context, response *http.Response) outcome {
	answer := takeBuffer()
	defer giveBuffer(answer)
	err := c.readAnswer(answer, response)
	if c.settings.capture != nil {
		c.settings.capture.fill(response, answer.Bytes())
	}
	if errors.Is(err, errTooLarge) {
		c.err = c.unreadable(response, answer.Bytes(), err)
		return unusable
	}
	if err != nil && (isSuccess(response.StatusCode) || errorMembers(answer.Bytes(), "error") == nil) {
		return c.judgeConnection(ctx, err)
	}
	if !isSuccess(response.StatusCode) || holdsFailure(answer.Bytes()) {
		failure := c.refusal(response, answer.Bytes())
		c.err = failure
		return outcomeOfRefusal(failure)
	}
	if err := c.decodeAnswer(answer.Bytes()); err != nil {
		c.err = c.unreadable(response, answer.Bytes(), err)
		if _, mismatch := errors.AsType[*json.UnmarshalTypeError](err); mismatch {
			return unusable
		}
		return broken
	}
	return succeeded
}

func isSuccess(status int) bool {
	return status >= http.StatusOK && status < http.StatusMultipleChoices
}

// readAnswer reads a body whole and closes it. The body of a failure is cut at
// its limit; a good answer beyond the limit is an error.
func (c *call) readAnswer(answer *bytes.Buffer, response *http.Response) error {
	defer response.Body.Close()
	limit := int64(maxFailure)
	if isSuccess(response.StatusCode) {
		limit = maxAnswer
	}
	if response.ContentLength > 0 && response.ContentLength <= maxPooled {
		answer.Grow(int(response.ContentLength) + bytes.MinRead)
	}
	c.limited = io.LimitedReader{R: response.Body, N: limit + 1}
	_, err := answer.ReadFrom(&c.limited)
	if int64(answer.Len()) > limit {
		answer.Truncate(int(limit))
		if isSuccess(response.StatusCode) {
			return errTooLarge
		}
	}
	return err
}

// usualSuccess is what nearly every operation without a result answers. It
// needs no decoder.
const usualSuccess = `{"success":true}`

// holdsFailure finds the failures that Graph reports with a status of success:
// an error object, or "success": false.
func holdsFailure(answer []byte) bool {
	if string(answer) == usualSuccess {
		return false
	}
	if !bytes.Contains(answer, []byte(`"error"`)) && !bytes.Contains(answer, []byte(`"success"`)) {
		return false
	}
	var top struct {
		Error   json.RawMessage `json:"error"`
		Success *bool           `json:"success"`
	}
	if decodeJSON(answer, &top) != nil {
		return false
	}
	return !saysNothing(top.Error) || top.Success != nil && !*top.Success
}

// saysNothing reports whether an error member stands for no error.
func saysNothing(member json.RawMessage) bool {
	switch string(bytes.TrimSpace(member)) {
	case "", "null", "false", `""`, "[]", "{}":
		return true
	}
	return false
}

// isEmptyObject also finds the object with blanks between its braces.
func isEmptyObject(answer []byte) bool {
	inner, isObject := bytes.CutPrefix(answer, []byte("{"))
	return isObject && string(bytes.TrimSpace(inner)) == "}"
}

// A completer is an answer that must hold a value to be of any use.
type completer interface{ missing() string }

// errNotStreamed is a success whose body is not the one that the caller reads.
var errNotStreamed = errors.New("the answer does not hold the media")

// decodeAnswer decodes a good answer into c.out.
func (c *call) decodeAnswer(answer []byte) error {
	if c.stream {
		return errNotStreamed
	}
	if c.out == nil && string(answer) == usualSuccess {
		return nil
	}
	trimmed := bytes.TrimSpace(answer)
	if c.op.allowEmpty && c.out == nil && len(trimmed) == 0 {
		return nil
	}
	switch {
	case len(trimmed) == 0:
		return errors.New("the answer is empty")
	case !c.op.allowEmpty && (string(trimmed) == "null" || isEmptyObject(trimmed)):
		return fmt.Errorf("the answer is %s", trimmed)
	case c.out == nil && !json.Valid(trimmed):
		return errors.New("the answer is not JSON")
	case c.out == nil && !c.op.allowEmpty && trimmed[0] != '{' && string(trimmed) != "true":
		return fmt.Errorf("the answer is %s", excerpt(trimmed))
	case c.out == nil:
		return nil
	}
	if err := decodeJSON(trimmed, c.out); err != nil {
		return err
	}
	if answer, ok := c.out.(completer); ok && answer.missing() != "" {
		return fmt.Errorf("the answer has no %q", answer.missing())
	}
	if c.op.requires != "" && !hasMember(trimmed, c.op.requires) {
		name, _, _ := strings.Cut(c.op.requires, "|")
		return fmt.Errorf("the answer has no %q", name)
	}
	return nil
}

// hasMember reports whether an object says something in one of the members,
// which are separated by bars.
func hasMember(object []byte, names string) bool {
	var members map[string]json.RawMessage
	if json.Unmarshal(object, &members) != nil {
		return false
	}
	for name := range strings.SplitSeq(names, "|") {
		if !saysNothing(members[name]) {
			return true
		}
	}
	return false
}
