package whatsapp

import (
	"fmt"
	"strings"

	"github.com/wabakit/whatsapp/internal/redact"
)

// FlowValidationErrors are the mistakes that Graph has found in the JSON of a
// flow. A flow with mistakes can be saved as a draft, but not published.
type FlowValidationErrors []FlowValidationError

// Err returns the mistakes as one error with a line for each, nil where there
// are none. errors.As finds the first *[FlowValidationError] in it.
func (e FlowValidationErrors) Err() error {
	if len(e) == 0 {
		return nil
	}
	return &flowJSONError{e}
}

// A flowJSONError holds at least one mistake.
type flowJSONError struct{ mistakes FlowValidationErrors }

// Error has a line for each mistake.
func (e *flowJSONError) Error() string {
	lines := make([]string, len(e.mistakes))
	for i := range e.mistakes {
		lines[i] = e.mistakes[i].Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the mistakes.
func (e *flowJSONError) Unwrap() []error {
	found := make([]error, len(e.mistakes))
	for i := range e.mistakes {
		found[i] = &e.mistakes[i]
	}
	return found
}

// A FlowValidationError is one mistake in the JSON of a flow, and where it is.
// Lines and columns count from one.
//
// https://developers.facebook.com/docs/whatsapp/flows/reference/error-codes
type FlowValidationError struct {
	// Code names the mistake: "INVALID_PROPERTY_VALUE".
	Code string `json:"error"`
	// Type is the check that has failed, such as FLOW_JSON_ERROR or
	// JSON_SCHEMA_ERROR.
	Type        string `json:"error_type"`
	Message     string `json:"message"`
	LineStart   int    `json:"line_start"`
	LineEnd     int    `json:"line_end"`
	ColumnStart int    `json:"column_start"`
	ColumnEnd   int    `json:"column_end"`
	// Pointers are all places that the mistake is about.
	Pointers []FlowJSONPointer `json:"pointers,omitzero"`
}

// A FlowJSONPointer is a place in the JSON of a flow.
type FlowJSONPointer struct {
	LineStart   int `json:"line_start"`
	LineEnd     int `json:"line_end"`
	ColumnStart int `json:"column_start"`
	ColumnEnd   int `json:"column_end"`
	// Path is the way to the place: "screens[0].layout.children[0].type".
	Path string `json:"path,omitempty"`
}

// Error says where the mistake is and what, as compilers do, so that editors
// find the place: "flow.json:46:17: INVALID_PROPERTY: ...".
func (e *FlowValidationError) Error() string {
	var text strings.Builder
	text.WriteString(flowJSONName)
	if e.LineStart > 0 {
		fmt.Fprintf(&text, ":%d", e.LineStart)
		if e.ColumnStart > 0 {
			fmt.Fprintf(&text, ":%d", e.ColumnStart)
		}
	}
	for _, part := range []string{e.Code, e.Message} {
		if part != "" {
			text.WriteString(": " + redact.Line(part))
		}
	}
	return text.String()
}
