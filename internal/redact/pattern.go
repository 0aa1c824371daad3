package redact

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// A pattern finds secrets that Graph itself echoes. The regular expression runs
// only over texts that hold one of its marks: error bodies can be large.
type pattern struct {
	marks       []string
	expression  func() *regexp.Regexp
	replacement string
}

const (
	names = `(access_token|appsecret_proof|client_secret|input_token|verify_token|fb_exchange_token|revoke_token|(?:sip_user_)?password)`
	// value goes on behind the marks of tokens that JSON escapes.
	value = `=(?:[^&\s"'\\<>]|\\/|\\u00(?:2[bBfF]|3[dD]|7[cC]))+`
)

var patterns = [...]pattern{
	{ // parameters of URLs and forms
		marks:       []string{"_token=", "appsecret_proof=", "client_secret=", "password="},
		expression:  compiledOnce(names + value),
		replacement: "${1}=" + Mark,
	},
	{ // parameters that are secrets only in a URL
		marks:       []string{"code=", "hash=", "sig=", "oh="},
		expression:  compiledOnce(`([?&]|\\u0026|&amp;)(code|hash|sig|oh)` + value),
		replacement: "${1}${2}=" + Mark,
	},
	{ // members of JSON objects, also of objects inside a JSON string
		marks:       []string{"_token", "appsecret_proof", "client_secret", "password"},
		expression:  compiledOnce(`(\\*")` + names + `(\\*"\s*:\s*\\*")(?:[^"\\]|\\+[^"\\])*`),
		replacement: "${1}${2}${3}" + Mark,
	},
	{ // access tokens standing alone
		marks:       []string{"EAA"},
		expression:  compiledOnce(`\bEAA[A-Za-z0-9]{4,}`),
		replacement: Mark,
	},
}

// compiledOnce puts off the work of compiling until the first error that needs
// it, so that it costs nothing when a program starts.
func compiledOnce(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

func withoutPatterns(text string) string {
	for _, pattern := range patterns {
		if slices.ContainsFunc(pattern.marks, func(mark string) bool { return strings.Contains(text, mark) }) {
			text = pattern.expression().ReplaceAllString(text, pattern.replacement)
		}
	}
	return text
}
