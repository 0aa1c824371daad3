package whatsapp

import (
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
	{ // members of JSON objects
		marks:       []string{`_token"`, `appsecret_proof"`, `client_secret"`},
		expression:  compiledOnce(`"` + secretNames + `"(\s*:\s*)"[^"]*"`),
		replacement: `"${1}"${2}"` + redacted + `"`,
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

// shortestToken keeps words of a message from being taken for the token of a
// test, such as "token". Graph's own have well over a hundred characters.
const shortestToken = 8

// redact removes what must not reach an error or a log: the tokens the caller
// names, and whatever looks like a secret.
func redact(text string, tokens ...string) string {
	for _, token := range tokens {
		if len(token) < shortestToken {
			continue
		}
		for _, spelling := range spellings(token) {
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

// spellings are the forms in which servers echo a token: as it is, in a URL, and
// in JSON.
func spellings(token string) []string {
	if !strings.ContainsFunc(token, isNotAlphanumeric) {
		return []string{token}
	}
	return []string{
		token,
		url.QueryEscape(token),
		url.PathEscape(token),
		strings.ReplaceAll(token, "/", `\/`),
		jsonSpelling.Replace(token),
	}
}

func isNotAlphanumeric(r rune) bool {
	return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}

// jsonSpelling escapes what some encoders escape beyond need.
var jsonSpelling = strings.NewReplacer("|", `\u007c`, "=", `\u003d`, "+", `\u002b`, "/", `\/`, "&", `\u0026`)

// redactedError shows a foreign error's text without its secrets. The error
// below stays reachable for errors.Is only: unwrapping it would print them.
type redactedError struct {
	text string
	err  error
}

func (e *redactedError) Error() string        { return e.text }
func (e *redactedError) Is(target error) bool { return errors.Is(e.err, target) }

// withoutSecrets strips the URL that net/http puts into its errors, and any
// secret left in the text below.
func withoutSecrets(err error, tokens ...string) error {
	if urlError, ok := errors.AsType[*url.Error](err); ok {
		err = urlError.Err
	}
	text := err.Error()
	if clean := redact(text, tokens...); clean != text {
		return &redactedError{text: clean, err: err}
	}
	return err
}
