package whatsapp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

const (
	maxAnswer  = 16 << 20 // a page of 100 entries is far below this
	maxFailure = 1 << 20
	// maxPooled keeps one huge answer from staying in memory for ever.
	maxPooled = 1 << 20
)

var errTooLarge = errors.New("the answer is larger than 16 MiB")

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func takeBuffer() *bytes.Buffer { return buffers.Get().(*bytes.Buffer) }

func giveBuffer(buffer *bytes.Buffer) {
	if buffer.Cap() > maxPooled {
		return
	}
	buffer.Reset()
	buffers.Put(buffer)
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
	return nil
}

// refusal makes the error of an answer that reports a failure.
func (c *call) refusal(response *http.Response, answer []byte) *GraphAPIError {
	failure := c.newFailure(response, answer)
	if !failure.decode(answer) {
		failure.byStatus = true
	}
	if failure.Message == "" {
		failure.Message = messageWithoutEnvelope(response, answer)
	}
	failure.redact(c.secrets()...)
	failure.RetryAfter = retryAfter(response.Header, failure.Usage, failure.row(), time.Now())
	return failure
}

// unreadable makes the error of a success that cannot be read.
func (c *call) unreadable(response *http.Response, answer []byte, cause error) *GraphAPIError {
	failure := c.newFailure(response, answer)
	failure.byStatus, failure.unreadable = true, true
	failure.Message = "the server reports success, but " + explainDecoding(cause)
	if text := bytes.TrimSpace(failure.Body); len(text) > 0 && text[0] != '{' && text[0] != '[' {
		failure.Message += ": " + excerpt(text)
	}
	failure.redact(c.secrets()...)
	return failure
}

func (c *call) newFailure(response *http.Response, answer []byte) *GraphAPIError {
	answer = answer[:min(len(answer), maxFailure)]
	return &GraphAPIError{
		StatusCode: response.StatusCode,
		Operation:  c.op.name(),
		Attempts:   c.attempts,
		TraceID:    response.Header.Get("X-Fb-Trace-Id"),
		Usage:      parseUsage(response.Header),
		Body:       []byte(redact(string(answer), c.secrets()...)),
	}
}

// messageWithoutEnvelope describes an answer that is not one of Graph's own:
// a proxy's page, a redirect, an OAuth error, or "success": false.
func messageWithoutEnvelope(response *http.Response, answer []byte) string {
	var oauth struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	switch {
	case json.Unmarshal(answer, &oauth) == nil && oauth.Error != "":
		return strings.TrimSpace(oauth.Error + " " + oauth.Description)
	case isSuccess(response.StatusCode):
		return "the server answered without success"
	case isRedirect(response):
		return "refused to follow a redirect to " + hostOf(response.Header.Get("Location")) + " with the access token"
	}
	message := "the server answered " + http.StatusText(response.StatusCode) + " without an error object"
	if text := excerpt(answer); text != "" {
		message += ": " + text
	}
	return message
}

func isRedirect(response *http.Response) bool {
	return response.StatusCode < http.StatusBadRequest && response.Header.Get("Location") != ""
}

func hostOf(location string) string {
	target, err := url.Parse(location)
	if err != nil || target.Host == "" {
		return "an unnamed host"
	}
	return target.Host
}

// excerpt is the beginning of a text, for an error message.
func excerpt(text []byte) string {
	const maximum = 120
	line := oneLine(string(text[:min(len(text), 4*maximum)]))
	if len(line) > maximum {
		line = line[:maximum] + "..."
	}
	return string(bytes.ToValidUTF8([]byte(line), nil))
}
