package whatsapp

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/internal/redact"
)

// A GraphAPIError is an error that Graph answered, or an answer that is not in
// Graph's form. It matches the class sentinels, such as
// [ErrRateLimited], with errors.Is; [Decide] says what to do about it.
//
// https://developers.facebook.com/docs/graph-api/guides/error-handling
type GraphAPIError struct {
	// Message is Graph's text, often the code and a title: "(#131030) Title".
	Message string
	// Type is the kind of exception, such as "OAuthException".
	Type string
	// Code is the error code to branch on, together with Details.
	Code int
	// Subcode refines Code; often absent.
	Subcode int
	// Details is error_data.details, the most useful text of the Cloud API.
	Details string
	// ErrorData is error_data as it came: an object or a string.
	ErrorData json.RawMessage
	// IsTransient is Graph's statement that the same request may succeed later.
	IsTransient bool
	// UserTitle and UserMessage are written for end users, in the locale of the
	// request.
	UserTitle   string
	UserMessage string
	// TraceID is fbtrace_id, which Meta's support asks for.
	TraceID string

	// StatusCode is the HTTP status.
	StatusCode int
	// Operation names the call: "GET /{waba-id}/phone_numbers".
	Operation string
	// Attempts is the number of times the request was sent.
	Attempts int
	// RetryAfter is the time to wait before the next call, zero if Graph does
	// not say.
	RetryAfter time.Duration
	// Usage holds the rate-limit headers of the answer.
	Usage Usage
	// Body is the answer as it came, cut at 1 MiB, without access tokens.
	Body []byte

	byStatus       bool // there is no error object: the status decides the class
	unreadable     bool // the status says success, the body does not
	partial        bool // the answer says what was done besides
	fromCall       bool // made by a call, which knows the outcome
	outcomeUnknown bool
	reconcile      string // how to find out what happened
	gaveUp         string
}

// Error says on one line what happened, what to do and how to trace it.
func (e *GraphAPIError) Error() string {
	var text strings.Builder
	text.WriteString("whatsapp: ")
	if e.Operation != "" {
		text.WriteString(e.Operation + ": ")
	}
	text.WriteString(e.description())
	if advice := e.advice(); advice != "" {
		text.WriteString(": " + advice)
	}
	if e.outcomeUnknown {
		text.WriteString("; the outcome is unknown: " + e.reconcile)
	}
	if facts := e.facts(); len(facts) > 0 {
		text.WriteString(" [" + strings.Join(facts, ", ") + "]")
	}
	return text.String()
}

// usualReconciliation is the advice for operations without their own.
const usualReconciliation = "it may have been carried out, so check before sending it again"

func (e *GraphAPIError) description() string {
	message := withDetails(redact.Line(e.Message), redact.Line(cmp.Or(e.Details, e.UserMessage)))
	if e.byStatus {
		return fmt.Sprintf("%s (HTTP %d)", message, e.StatusCode)
	}
	code := fmt.Sprintf("code %d", e.Code)
	if e.Subcode != 0 {
		code += fmt.Sprintf(", subcode %d", e.Subcode)
	}
	return fmt.Sprintf("%s (%s, HTTP %d)", message, code, e.StatusCode)
}

// withDetails joins a message and its details. The details often repeat the
// title that follows the code in the message: "(#131030) Title" and "Title:
// why".
func withDetails(message, details string) string {
	code, title, found := strings.Cut(message, ") ")
	if found && strings.HasPrefix(code, "(#") {
		code += ") "
	} else {
		code, title = "", message
	}
	switch {
	case strings.Contains(message, details):
		return message
	case strings.HasPrefix(details, title):
		return code + details
	}
	return message + ": " + details
}

func (e *GraphAPIError) advice() string {
	row := e.row()
	if row == nil {
		return ""
	}
	return row.meaning + "; " + row.advice
}

// row returns the row of the code table for the error, nil where there is none.
func (e *GraphAPIError) row() *errorCode {
	switch {
	case e.byStatus, e.Code == 0 && e.StatusCode >= http.StatusInternalServerError:
		return nil
	case e.Code == invalidParameter && strings.Contains(e.Message, "appsecret_proof"):
		return &proofRejected
	case e.Code == unknownError && strings.Contains(e.Message, "validating client secret"):
		return &secretRejected
	}
	return lookUp(e.Code, e.Subcode)
}

func (e *GraphAPIError) facts() []string {
	var facts []string
	if e.RetryAfter > 0 {
		facts = append(facts, "retry after "+e.RetryAfter.String())
	}
	if e.Attempts > 1 {
		facts = append(facts, fmt.Sprintf("%d attempts", e.Attempts))
	}
	if e.gaveUp != "" {
		facts = append(facts, e.gaveUp)
	}
	if e.TraceID != "" {
		facts = append(facts, "trace "+redact.Line(e.TraceID))
	}
	return facts
}

// Is reports whether the error is of a class, or a single failure of it.
func (e *GraphAPIError) Is(target error) bool {
	if e.hasUnknownOutcome() {
		return target == ErrOutcomeUnknown
	}
	return e.class().has(target)
}

// hasUnknownOutcome reports whether the request may have been carried out. A
// call knows that about its own failures. For an error that was decoded or made
// by hand, the request is not known, so only the code can prove a refusal.
func (e *GraphAPIError) hasUnknownOutcome() bool {
	if e.fromCall || e.outcomeUnknown || e.IsTransient {
		return e.outcomeUnknown
	}
	if row := e.row(); row != nil {
		return row.retry == ambiguous
	}
	return e.StatusCode == 0 || classOfStatus(e.StatusCode) == transient
}

// class classifies the failure by its code, or by its HTTP status if the code
// is not known.
func (e *GraphAPIError) class() class {
	found := e.classOfCode()
	switch {
	case e.unreadable:
		return found.inClass(transient)
	case found.isOneOf(unauthorized | rateLimited):
		return found
	case e.IsTransient:
		return found.inClass(transient)
	case e.StatusCode == http.StatusTooManyRequests && !found.isOneOf(policy):
		return found.inClass(rateLimited)
	}
	return found
}

func (e *GraphAPIError) classOfCode() class {
	row := e.row()
	if row == nil {
		return classOfStatus(e.StatusCode)
	}
	if row.code != invalidParameter {
		return row.class
	}
	switch e.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
		return classOfStatus(e.StatusCode)
	case http.StatusConflict:
		return row.class | registered
	}
	return row.class
}

// invalidParameter is the code that Graph uses for nearly everything. The HTTP
// status is more precise.
const invalidParameter = 100

// unknownError is the code of failures that Graph does not explain, and of some
// that its message explains.
const unknownError = 1

func (e *GraphAPIError) advises() (time.Duration, *errorCode) { return e.RetryAfter, e.row() }
func (e *GraphAPIError) giveUp(reason string)                 { e.gaveUp = reason }

func (e *GraphAPIError) markUnknown(advice string) {
	e.outcomeUnknown, e.reconcile = true, cmp.Or(advice, usualReconciliation)
}

// LogValue groups the fields that are safe to log.
func (e *GraphAPIError) LogValue() slog.Value {
	attributes := []slog.Attr{
		slog.String("operation", e.Operation),
		slog.Int("status", e.StatusCode),
		slog.Int("code", e.Code),
		slog.String("message", redact.Line(e.Message)),
		slog.Int("attempts", e.Attempts),
	}
	if e.Subcode != 0 {
		attributes = append(attributes, slog.Int("subcode", e.Subcode))
	}
	if e.Details != "" {
		attributes = append(attributes, slog.String("details", redact.Line(e.Details)))
	}
	if e.RetryAfter > 0 {
		attributes = append(attributes, slog.Duration("retry_after", e.RetryAfter))
	}
	if e.outcomeUnknown {
		attributes = append(attributes, slog.Bool("outcome_unknown", true))
	}
	if e.TraceID != "" {
		attributes = append(attributes, slog.String("trace_id", e.TraceID))
	}
	return slog.GroupValue(attributes...)
}

// UnmarshalJSON reads an error body: {"error": {...}}.
func (e *GraphAPIError) UnmarshalJSON(data []byte) error {
	if !e.decode(data) {
		return fmt.Errorf("whatsapp: not an error body: it has no %q object", "error")
	}
	e.Body = bytes.Clone(data)
	return nil
}

// decode reads an error body in Graph's usual form, or in the form of upload
// sessions, which has no code. It reports whether there is one.
func (e *GraphAPIError) decode(answer []byte) bool {
	if members := errorMembers(answer, "error"); members != nil {
		e.fill(members)
		return true
	}
	members := errorMembers(answer, "debug_info")
	if members == nil {
		return false
	}
	e.byStatus = true
	e.Message = member[string](members, "message")
	e.Type = member[string](members, "type")
	e.IsTransient = member[bool](members, "retriable")
	return true
}

// errorMembers returns the members of the error object with that name, nil when
// the answer has none.
func errorMembers(answer []byte, name string) map[string]json.RawMessage {
	var body, members map[string]json.RawMessage
	if json.Unmarshal(answer, &body) != nil || json.Unmarshal(body[name], &members) != nil {
		return nil
	}
	return members
}

// fill decodes each member by itself, so that one of an unexpected form does
// not hide the others. An error without a code is classified by its HTTP
// status.
func (e *GraphAPIError) fill(members map[string]json.RawMessage) {
	e.Message = member[string](members, "message")
	e.Type = member[string](members, "type")
	e.Subcode = member[int](members, "error_subcode")
	e.ErrorData = members["error_data"]
	e.Details = errorDetails(e.ErrorData)
	e.IsTransient = member[bool](members, "is_transient")
	e.UserTitle = member[string](members, "error_user_title")
	e.UserMessage = member[string](members, "error_user_msg")
	if trace := member[string](members, "fbtrace_id"); trace != "" {
		e.TraceID = trace
	}
	code := member[*int](members, "code")
	if e.byStatus = code == nil; !e.byStatus {
		e.Code = *code
	}
}

func member[T any](members map[string]json.RawMessage, name string) T {
	var value, none T
	if raw, ok := members[name]; !ok || decodeJSON(raw, &value) != nil {
		return none
	}
	return value
}

// redact removes secrets from the texts, which may quote the request.
func (e *GraphAPIError) redact(secrets redact.Secrets) {
	e.rewrite(secrets.Text)
}

// errorDetails finds the details in error_data, which may be an object, a text,
// or a text that holds the JSON of an object.
func errorDetails(data json.RawMessage) string {
	var text string
	if json.Unmarshal(data, &text) == nil {
		if inner := errorDetails(json.RawMessage(text)); inner != "" {
			return inner
		}
		return text
	}
	var object struct {
		Details string `json:"details"`
	}
	if json.Unmarshal(data, &object) == nil {
		return object.Details
	}
	return ""
}

// MarshalJSON writes the error body as Graph sent it, or one made from the
// fields if there is none.
func (e *GraphAPIError) MarshalJSON() ([]byte, error) {
	if json.Valid(e.Body) {
		return e.Body, nil
	}
	type members struct {
		Message     string          `json:"message"`
		Type        string          `json:"type"`
		Code        int             `json:"code"`
		Subcode     int             `json:"error_subcode,omitempty"`
		ErrorData   json.RawMessage `json:"error_data,omitempty"`
		IsTransient bool            `json:"is_transient,omitempty"`
		UserTitle   string          `json:"error_user_title,omitempty"`
		UserMessage string          `json:"error_user_msg,omitempty"`
		TraceID     string          `json:"fbtrace_id,omitempty"`
	}
	return json.Marshal(map[string]members{"error": {
		e.Message, e.Type, e.Code, e.Subcode, e.ErrorData, e.IsTransient, e.UserTitle, e.UserMessage, e.TraceID,
	}})
}
