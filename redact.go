package whatsapp

import (
	"context"
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// A secretPattern finds secrets that Graph itself echoes. The regular expression
// runs only over texts that hold one of its marks: error bodies can be large.
type secretPattern struct {
	marks       []string
	expression  func() *regexp.Regexp
	replacement string
}

const secretNames = `(access_token|appsecret_proof|client_secret|input_token|verify_token)`

var secretPatterns = [...]secretPattern{
	{ // parameters of URLs and forms
		marks:       []string{"_token=", "appsecret_proof=", "client_secret="},
		expression:  compiledOnce(secretNames + `=[^&\s"'\\<>]+`),
		replacement: "${1}=" + redacted,
	},
	{ // parameters that are secrets only in a URL
		marks:       []string{"code=", "hash=", "sig="},
		expression:  compiledOnce(`([?&]|\\u0026|&amp;)(code|hash|sig)=[^&\s"'\\<>]+`),
		replacement: "${1}${2}=" + redacted,
	},
	{ // members of JSON objects, also of objects inside a JSON string
		marks:       []string{"_token", "appsecret_proof", "client_secret"},
		expression:  compiledOnce(`(\\*")` + secretNames + `(\\*"\s*:\s*\\*")[^"\\]*`),
		replacement: "${1}${2}${3}" + redacted,
	},
	{ // access tokens standing alone
		marks:       []string{"EAA"},
		expression:  compiledOnce(`\bEAA[A-Za-z0-9]{4,}`),
		replacement: redacted,
	},
}

// compiledOnce puts off the work of compiling until the first error that needs
// it, so that it costs nothing when a program starts.
func compiledOnce(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

// shortestSecret keeps words of a message from being taken for the token of a
// test, such as "token". Graph's own have well over a hundred characters.
const shortestSecret = 8

// redact removes what must not reach an error or a log: the secrets the caller
// names, and whatever looks like one.
func redact(text string, secrets ...string) string {
	for _, secret := range secrets {
		if len(secret) < shortestSecret {
			continue
		}
		for _, spelling := range spellings(secret) {
			text = strings.ReplaceAll(text, spelling, redacted)
		}
	}
	for _, pattern := range secretPatterns {
		if slices.ContainsFunc(pattern.marks, func(mark string) bool { return strings.Contains(text, mark) }) {
			text = pattern.expression().ReplaceAllString(text, pattern.replacement)
		}
	}
	return text
}

// spellings are the forms in which servers echo a secret: as it is, in a URL, and
// in JSON.
func spellings(secret string) []string {
	if !strings.ContainsFunc(secret, isNotAlphanumeric) {
		return []string{secret}
	}
	return []string{
		secret,
		url.QueryEscape(secret),
		url.PathEscape(secret),
		strings.ReplaceAll(secret, "/", `\/`),
		jsonSpelling.Replace(secret),
	}
}

// secretParameters are the values of parameters that are secrets by their name.
func secretParameters(parameters ...url.Values) []string {
	var secrets []string
	for _, values := range parameters {
		for _, name := range [...]string{"access_token", "appsecret_proof", "client_secret", "input_token", "verify_token", "fb_exchange_token", "code", "pin"} {
			secrets = append(secrets, values[name]...)
		}
	}
	return secrets
}

func isNotAlphanumeric(r rune) bool {
	return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}

// jsonSpelling escapes what some encoders escape beyond need.
var jsonSpelling = strings.NewReplacer("|", `\u007c`, "=", `\u003d`, "+", `\u002b`, "/", `\/`, "&", `\u0026`)

// foreignError shows another package's error without its secrets. The error
// itself is hidden in a function, from printers as well as from unwrapping; it
// answers errors.Is only.
type foreignError struct {
	text    string
	matches func(target error) bool
}

func (e *foreignError) Error() string        { return e.text }
func (e *foreignError) Is(target error) bool { return e.matches(target) }

// withoutSecrets strips the URL that net/http puts into its errors, and any
// secret left in the text below.
func withoutSecrets(err error, secrets ...string) error {
	if urlError, ok := err.(*url.Error); ok {
		err = urlError.Err
	}
	text := err.Error()
	if clean := redact(text, secrets...); clean != text {
		return &foreignError{text: clean, matches: func(target error) bool { return errors.Is(err, target) }}
	}
	return err
}

// notTheCallers takes from an error what it says about contexts. The timeouts of
// net and net/http claim to be context.DeadlineExceeded while the caller's
// context goes on.
func notTheCallers(err error) error {
	if !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
		return err
	}
	return &foreignError{text: err.Error(), matches: func(target error) bool {
		return target != context.DeadlineExceeded && target != context.Canceled && errors.Is(err, target)
	}}
}
