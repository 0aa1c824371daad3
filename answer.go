package whatsapp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/wabakit/whatsapp/internal/bufpool"
	"github.com/wabakit/whatsapp/internal/graphjson"
	"github.com/wabakit/whatsapp/internal/redact"
)

const (
	maxAnswer  = 16 << 20 // a page of 100 entries is far below this
	maxFailure = 1 << 20
)

var errTooLarge = errors.New("the answer is larger than 16 MiB")

// judge tells what an attempt has shown.
func (c *call) judge(ctx context.Context, response *http.Response, err error) outcome {
	c.err, c.status, c.skipped = nil, 0, nil
	if err != nil {
		return c.judgeConnection(ctx, err)
	}
	c.status = response.StatusCode
	if c.stream && (response.StatusCode == http.StatusOK || response.StatusCode == http.StatusPartialContent) {
		if c.settings.capture != nil {
			c.settings.capture.fill(response, nil, c.secrets())
		}
		return succeeded
	}
	return c.judgeAnswer(ctx, response)
}

// judgeConnection classifies an attempt without a readable answer. When the
// caller's context has ended, that is the cause, whatever net/http says.
func (c *call) judgeConnection(ctx context.Context, err error) outcome {
	shown := c.outcomeOfConnection(err)
	if unread := c.op.content.Err(); unread != nil {
		// Graph has got less than it was told to wait for.
		err, shown = unread, misrouted
	}
	ended := ctx.Err()
	if ended != nil {
		err = ended
	} else {
		err = redact.NotTheCallers(c.secrets().Error(err))
	}
	failure := c.failed(err)
	failure.passing = ended == nil && shown != misrouted
	c.err = failure
	return shown
}

// judgeAnswer reads the whole answer and decodes it.
func (c *call) judgeAnswer(ctx context.Context, response *http.Response) outcome {
	answer := bufpool.Get()
	defer bufpool.Put(answer)
	err := c.readAnswer(answer, response)
	if c.settings.capture != nil {
		c.settings.capture.fill(response, answer.Bytes(), c.secrets())
	}
	if errors.Is(err, errTooLarge) {
		c.err = c.unreadable(response, answer.Bytes(), err)
		return unusable
	}
	if err != nil && (isSuccess(response.StatusCode) || errorMembers(answer.Bytes(), "error") == nil) {
		return c.judgeConnection(ctx, err)
	}
	if !isSuccess(response.StatusCode) {
		return c.judgeRefusal(response, answer.Bytes())
	}
	if unread := c.op.content.Err(); unread != nil {
		return c.judgeConnection(ctx, unread) // whatever Graph has taken, it is not the file
	}
	isFailure, err := c.decodeAnswer(answer.Bytes())
	switch {
	case isFailure:
		return c.judgeRefusal(response, answer.Bytes())
	case err == nil && c.isPartial(answer.Bytes()):
		c.err = c.partly(response, answer.Bytes())
		return refused
	case err == nil:
		return succeeded
	}
	c.err = c.unreadable(response, answer.Bytes(), err)
	if _, mismatch := errors.AsType[*graphjson.Mismatch](err); mismatch {
		return unusable
	}
	return broken
}

func (c *call) judgeRefusal(response *http.Response, answer []byte) outcome {
	failure := c.refusal(response, answer)
	c.err = failure
	return c.outcomeOfRefusal(failure)
}

func isSuccess(status int) bool {
	return status >= http.StatusOK && status < http.StatusMultipleChoices
}

// readAnswer reads a body whole and closes it. The body of a failure is cut at
// its limit; a good answer beyond the limit is an error.
func (c *call) readAnswer(answer *bytes.Buffer, response *http.Response) error {
	defer response.Body.Close()
	if response.StatusCode == http.StatusSwitchingProtocols {
		return nil // its body is the connection, which nobody ends
	}
	limit := int64(maxFailure)
	if isSuccess(response.StatusCode) {
		limit = maxAnswer
	}
	answer.Grow(int(min(max(response.ContentLength, 0), bufpool.MaxKept-bytes.MinRead)) + bytes.MinRead)
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

// failureMembers are the members by which Graph reports a failure with a status
// of success: an error object, or "success": false.
var failureMembers = []string{"error", "success"}

// isFailure judges the failureMembers of an answer; members is nil if it has
// none of them.
func isFailure(members [][]byte) bool {
	if members == nil {
		return false
	}
	var success *bool
	if members[1] != nil {
		_ = decodeJSON(members[1], &success) // what is not a boolean says nothing
	}
	return !saysNothing(members[0]) || success != nil && !*success
}

// saysNothing reports whether an error member stands for no error.
func saysNothing(member []byte) bool {
	switch string(bytes.TrimSpace(member)) {
	case "", "null", "false", `""`, "[]", "{}":
		return true
	}
	return false
}

// isEmptyObject also recognizes an object with blanks between its braces.
func isEmptyObject(answer []byte) bool {
	inner, isObject := bytes.CutPrefix(answer, []byte("{"))
	return isObject && string(bytes.TrimSpace(inner)) == "}"
}

// A receipt is an answer that says which request it belongs to.
type receipt interface{ answers(request any) error }

// errNotStreamed is for a status of success without the body that was asked
// for.
var errNotStreamed = errors.New("the answer does not hold the media")

// decodeAnswer decodes the answer of a success into c.out, unless the answer
// reports a failure.
func (c *call) decodeAnswer(answer []byte) (failed bool, err error) {
	if c.stream {
		result, _ := codec.Decode(answer, nil, failureMembers...)
		return isFailure(result.Watched), errNotStreamed
	}
	if c.out == nil && string(answer) == usualSuccess {
		return false, nil
	}
	answer = bytes.TrimSpace(answer)
	if c.op.allowEmpty && c.out == nil && len(answer) == 0 {
		return false, nil
	}
	switch {
	case len(answer) == 0:
		return false, errors.New("the answer is empty")
	case !c.op.allowEmpty && (string(answer) == "null" || isEmptyObject(answer)):
		return false, fmt.Errorf("the answer is %s", answer)
	}
	watch := failureMembers
	if c.op.requires != "" {
		watch = append(slices.Clip(watch), strings.Split(c.op.requires, "|")...)
	}
	result, err := c.decodeOut(answer, watch)
	if _, isBroken := errors.AsType[*graphjson.SyntaxError](err); isBroken && c.out == nil {
		return false, errors.New("the answer is not JSON")
	} else if isBroken {
		return false, err
	}
	switch {
	case isFailure(result.Watched):
		return true, nil
	case err != nil:
		return false, err
	case c.out == nil && !c.op.allowEmpty && answer[0] != '{' && string(answer) != "true":
		return false, fmt.Errorf("the answer is %s", c.secrets().Excerpt(answer))
	}
	if len(result.Mismatches) > 0 {
		c.skipped = skippedMembers(result.Mismatches, c.secrets())
	}
	return false, c.checkComplete(&result)
}

// decodeOut decodes the answer into c.out, which stays as it was if the answer
// reports a failure.
func (c *call) decodeOut(answer []byte, watch []string) (graphjson.Result, error) {
	out := reflect.ValueOf(c.out)
	_, isOwn := c.out.(graphDecoder)
	switch {
	case c.out == nil, isOwn, out.Kind() != reflect.Pointer, out.IsNil():
		return codec.Decode(answer, c.out, watch...)
	case out.Elem().IsZero():
		result, err := codec.Decode(answer, c.out, watch...)
		if isFailure(result.Watched) {
			out.Elem().SetZero()
		}
		return result, err
	}
	// A caller of Do has filled it, so the answer is judged first.
	result, err := codec.Decode(answer, nil, watch...)
	if isFailure(result.Watched) {
		return result, err
	}
	return codec.Decode(answer, c.out, watch...)
}

// checkComplete refuses an answer that lacks its main member.
func (c *call) checkComplete(result *graphjson.Result) error {
	if receipt, ok := c.out.(receipt); ok {
		return receipt.answers(c.op.Body)
	}
	if c.op.requires == "" {
		return nil
	}
	required := strings.Split(c.op.requires, "|")
	for i, name := range required {
		isThere := result.Watched != nil && !saysNothing(result.Watched[len(failureMembers)+i])
		if isThere && !slices.ContainsFunc(result.Mismatches, func(m graphjson.Mismatch) bool { return m.Path == name }) {
			return nil
		}
	}
	return fmt.Errorf("the answer has no %q", required[0])
}
