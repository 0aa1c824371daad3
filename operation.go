package whatsapp

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/internal/filebody"
)

// Repeat says how safe it is to carry out an operation a second time
// when it is not known whether the first time succeeded.
type Repeat uint8

const (
	// RepeatUnsafe is for operations that must not happen twice: sending,
	// creating, uploading. They are repeated only when Graph has refused the
	// request and asks for it again, or when nothing left this machine. A GET
	// with RepeatUnsafe, the zero value, counts as RepeatSafe, since it only
	// reads.
	RepeatUnsafe Repeat = iota

	// RepeatSafe is for operations that may happen any number of times:
	// reading, deleting, overwriting.
	RepeatSafe

	// RepeatNever is for operations that spend something with every attempt,
	// such as a verification code or a registration quota. They are repeated
	// only when nothing left this machine.
	RepeatNever
)

// An Operation describes one call of the Graph API for [Client.Do].
type Operation struct {
	// Method is the HTTP method.
	Method string

	// Path holds the elements after the API version, such as a phone number id
	// and "messages". Each is escaped; an empty element, "." and ".." are
	// refused.
	Path []string

	// Route names the operation in errors, logs and telemetry, with
	// placeholders for ids: "/{phone-number-id}/messages". Left empty, it is
	// made from Path.
	Route string

	// Query holds query parameters.
	Query url.Values

	// Host is a host of Meta's other than graph.facebook.com, for the few
	// operations that live elsewhere: "api.facebook.com". It must be below
	// facebook.com or whatsapp.com, because the access token goes there. With
	// [WithBaseURL], the base URL takes its place.
	Host string

	// Body is sent as JSON, unless it is nil.
	Body any

	// Form is sent as application/x-www-form-urlencoded, unless it is nil. The
	// form of a DELETE goes into the query, because some proxies drop the body
	// of a DELETE; a JSON body, which Graph documents for a few of them, is
	// sent as it is.
	Form url.Values

	// Multipart is sent as multipart/form-data, with or without a file, unless
	// it is nil. Body, Form and Multipart exclude each other.
	Multipart *MultipartForm

	// Repeat says how safe repetition is. The zero value is RepeatUnsafe.
	Repeat Repeat

	checks       []validator       // judge the request before it is sent
	maxLimit     int               // the largest page of a list, if not the usual one; negative when not known
	product      bool              // the body says that it is about WhatsApp
	allowEmpty   bool              // an empty object is an answer, not a failure
	noToken      bool              // a secret of the request's own identifies the caller: it has neither a token nor a proof
	requires     string            // the member without which the answer is of no use
	reconcile    string            // how to find out what has happened when the outcome is unknown
	partial      bool              // the answer may say that only a part was done
	session      bool              // Path is the id of an upload session, which is sent as it is
	link         *url.URL          // a download: where it goes, in place of Path and Query
	header       map[string]string // further headers, spelled as they are here
	messageRoute MessageRoute      // a message, whose attempts take places of the limiter
	answersLink  bool              // the answer holds a signed URL, or an upload session
	content      *filebody.Body    // a body that streams, in place of the others
}

// operation describes a call by its route: "/{waba-id}/phone_numbers" with the
// ids that take the places of its placeholders, in order.
func operation(method, route string, ids ...string) Operation {
	path := strings.Split(route[1:], "/")
	next := 0
	for i, element := range path {
		if isPlaceholder(element) && next < len(ids) {
			path[i] = ids[next]
			next++
		}
	}
	return Operation{Method: method, Route: route, Path: path}
}

func isPlaceholder(element string) bool { return strings.HasPrefix(element, "{") }

// check refuses mistakes of Do's callers that no server should see.
func (o *Operation) check() error {
	switch o.Method {
	case http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
	default:
		return fmt.Errorf("whatsapp: the operation's method must be GET, POST, PUT, PATCH or DELETE, not %q", o.Method)
	}
	if len(o.Path) == 0 {
		return errors.New("whatsapp: the operation has no path")
	}
	if o.Host != "" && !isMetaHost(o.Host) {
		return fmt.Errorf("whatsapp: invalid host %q of the operation; want one below facebook.com or whatsapp.com", o.Host)
	}
	return errors.Join(refuseCredentials(o.Query), refuseCredentials(o.Form), o.Multipart.check())
}

// isMetaHost reports whether a name, without a port, can be the host of one of
// Meta's APIs.
func isMetaHost(host string) bool {
	label, domain, _ := strings.Cut(host, ".")
	return label != "" && !strings.ContainsFunc(label, isOutsideHostName) && (domain == "facebook.com" || domain == "whatsapp.com")
}

func (o *Operation) repeatability() Repeat {
	if o.Method == http.MethodGet && o.Repeat == RepeatUnsafe {
		return RepeatSafe
	}
	return o.Repeat
}

// name names the operation for people and metrics. It contains no ids, so the
// number of different names stays small.
func (o *Operation) name() string { return o.Method + " " + o.route() }

func (o *Operation) route() string {
	if o.Route != "" {
		return o.Route
	}
	var route strings.Builder
	for i, element := range o.Path {
		if i == 0 || strings.ContainsAny(element, "0123456789") {
			element = "{id}"
		}
		route.WriteString("/" + element)
	}
	return route.String()
}

// info describes the operation to an observer.
func (o *Operation) info() OperationInfo {
	return OperationInfo{Operation: o.name(), TargetID: o.targetID()}
}

// targetID returns the id that the route begins with, if it is of a kind of
// which a caller has few.
func (o *Operation) targetID() string {
	kind, _, _ := strings.Cut(strings.TrimPrefix(o.Route, "/"), "/")
	switch kind {
	case "{phone-number-id}", "{waba-id}", "{business-id}", "{app-id}":
		return o.Path[0]
	}
	return ""
}

// pathBelow joins the elements to what stands before them, as they are and
// escaped; the two are usually the same.
func (o *Operation) pathBelow(root string) (path, escaped string, err error) {
	var joined [128]byte // on the stack; longer paths are rare
	text, plain := append(joined[:0], root...), true
	for i, element := range o.Path {
		if element == "" || element == "." || element == ".." {
			return "", "", o.badElement(i)
		}
		if i > 0 {
			text = append(text, '/')
		}
		text = append(text, element...)
		plain = plain && url.PathEscape(element) == element
	}
	path = string(text)
	if plain {
		return path, path, nil
	}
	elements := make([]string, len(o.Path))
	for i, element := range o.Path {
		elements[i] = url.PathEscape(element)
	}
	return path, root + strings.Join(elements, "/"), nil
}

func (o *Operation) badElement(index int) error {
	field := fmt.Sprintf("path element %d", index+1)
	if elements := strings.Split(strings.TrimPrefix(o.Route, "/"), "/"); index < len(elements) && isPlaceholder(elements[index]) {
		field = strings.Trim(elements[index], "{}")
	}
	problem := "must not be empty"
	if o.Path[index] != "" {
		problem = fmt.Sprintf("must not be %q", o.Path[index])
	}
	return &ValidationError{Violations: []Violation{{Field: field, Problem: problem}}}
}

func setIfPresent(query url.Values, name, value string) {
	if value != "" {
		query.Set(name, value)
	}
}

// jsonList writes a list as Graph takes it in a query: ["a","b"]. An empty one
// is no parameter.
func jsonList[T ~string](values []T) string {
	if len(values) == 0 {
		return ""
	}
	encoded, _ := json.Marshal(values) //nolint:errchkjson // texts always encode
	return string(encoded)
}

// commaList writes a list as Graph takes it where it wants no JSON: a,b. An
// empty one is no parameter.
func commaList[T ~string](values []T) string {
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = string(value)
	}
	return strings.Join(texts, ",")
}

func unixSeconds(moment time.Time) string {
	if moment.IsZero() {
		return ""
	}
	return strconv.FormatInt(moment.Unix(), 10)
}
