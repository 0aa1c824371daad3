package redact

import (
	"context"
	"errors"
	"net/url"
	"strings"
)

// foreignError shows another package's error without its secrets. The error
// itself is hidden in a function, from printers as well as from unwrapping; it
// answers errors.Is only.
type foreignError struct {
	text    string
	matches func(target error) bool
}

func (e *foreignError) Error() string        { return e.text }
func (e *foreignError) Is(target error) bool { return e.matches(target) }

// Error returns an error without the URLs that net/http puts into its errors,
// and without secrets in its text.
func (s Secrets) Error(err error) error {
	if outer, ok := err.(*url.Error); ok {
		err = outer.Err
	}
	clean := err.Error()
	for inner := err; ; {
		nested, ok := errors.AsType[*url.Error](inner)
		if !ok {
			break
		}
		clean = strings.ReplaceAll(clean, nested.Error(), nested.Err.Error())
		inner = nested.Err
	}
	return withText(err, s.Text(clean))
}

// Rewrite shows an error with another text, where that differs.
func Rewrite(err error, clean func(text string) string) error {
	return withText(err, clean(err.Error()))
}

func withText(err error, text string) error {
	if text == err.Error() {
		return err
	}
	return &foreignError{text: text, matches: func(target error) bool { return errors.Is(err, target) }}
}

// NotTheCallers takes from an error what it says about contexts. The timeouts
// of net and net/http claim to be context.DeadlineExceeded while the caller's
// context goes on.
func NotTheCallers(err error) error {
	if !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
		return err
	}
	return &foreignError{text: err.Error(), matches: func(target error) bool {
		return target != context.DeadlineExceeded && target != context.Canceled && errors.Is(err, target)
	}}
}
