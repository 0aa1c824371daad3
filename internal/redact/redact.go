// Package redact takes secrets out of what is printed: the ones that it is
// told, and whatever looks like one.
//
// What is cut is redacted before: half a token is not recognised any more, and
// half a token too many. So whatever cuts is here.
package redact

import (
	"net/url"
	"strings"
)

const (
	// shortestValue keeps words of a message from being taken for the token of
	// a test, such as "token". Graph's own have well over a hundred characters.
	shortestValue = 8
	// shortestCode is that of passcodes, which count as whole words only.
	shortestCode = 4
	// shortestStart is how much of a secret at the end of a text, which may
	// have been cut there, is taken for its beginning.
	shortestStart = 4

	longestLine    = 500
	longestExcerpt = 120
	// readForExcerpt leaves room for blanks and for long secrets.
	readForExcerpt = 64 << 10
)

// Secrets are what a text must not show.
type Secrets struct {
	// Values are redacted wherever they are, in any of the spellings in which
	// servers repeat them.
	Values []string
	// Codes are short: they are redacted where they stand alone.
	Codes []string
}

// Text returns a text without secrets, and without the beginning of one at its
// end.
func (s Secrets) Text(text string) string {
	for _, value := range s.Values {
		if len(value) >= shortestValue {
			text = withoutValue(text, value)
		}
	}
	for _, code := range s.Codes {
		if len(code) >= shortestCode {
			text = withoutWord(text, code)
		}
	}
	return withoutPatterns(text)
}

// Line returns a text without secrets that cannot break a log line: on one
// line, and of at most 500 bytes.
func (s Secrets) Line(text string) string { return cut(s.Text(text), longestLine) }

// Excerpt returns the beginning of a text, for an error message.
func (s Secrets) Excerpt(text []byte) string {
	return cut(s.Text(string(text[:min(len(text), readForExcerpt)])), longestExcerpt)
}

// Line is [Secrets.Line] for a text that can hold other secrets only than the
// ones that the caller knows.
func Line(text string) string { return Secrets{}.Line(text) }

// Text is [Secrets.Text] without secrets that are known.
func Text(text string) string { return Secrets{}.Text(text) }

func cut(text string, maximum int) string {
	text = strings.ToValidUTF8(strings.Join(strings.Fields(text), " "), "")
	if len(text) > maximum {
		text = strings.ToValidUTF8(text[:maximum], "") + "..."
	}
	return text
}

// withoutValue replaces each occurrence of a secret.
func withoutValue(text, secret string) string {
	var clean strings.Builder
	kept := 0
	for at := next(text, 0, secret); at >= 0; {
		length, found := spelled(text[at:], secret)
		if found {
			clean.WriteString(text[kept:at])
			clean.WriteString(Mark)
			kept = at + length
		} else {
			length = 1
		}
		at = next(text, at+length, secret)
	}
	if kept == 0 {
		return text
	}
	clean.WriteString(text[kept:])
	return clean.String()
}

// next is the next place where a secret can begin, -1 when there is none.
func next(text string, from int, secret string) int {
	if from >= len(text) {
		return -1
	}
	if !isAlphanumeric(secret[0]) {
		return from
	}
	at := strings.IndexByte(text[from:], secret[0])
	if at < 0 {
		return -1
	}
	return from + at
}

// withoutWord replaces a code where neither letters nor digits touch it.
func withoutWord(text, code string) string {
	var clean strings.Builder
	for {
		at := strings.Index(text, code)
		if at < 0 {
			break
		}
		end := at + len(code)
		clean.WriteString(text[:at])
		if at > 0 && isAlphanumeric(text[at-1]) || end < len(text) && isAlphanumeric(text[end]) {
			clean.WriteString(code)
		} else {
			clean.WriteString(Mark)
		}
		text = text[end:]
	}
	clean.WriteString(text)
	return clean.String()
}

// Parameters are the values of parameters that are secrets by their name.
func Parameters(parameters ...url.Values) Secrets {
	var secrets Secrets
	for _, values := range parameters {
		for _, name := range [...]string{"access_token", "appsecret_proof", "client_secret", "input_token", "verify_token", "fb_exchange_token", "revoke_token"} {
			secrets.Values = append(secrets.Values, values[name]...)
		}
		for _, name := range [...]string{"code", "pin"} {
			for _, value := range values[name] {
				secrets.Add(value)
			}
		}
	}
	return secrets
}

// Add adds a secret, which counts as a code where it is short.
func (s *Secrets) Add(secret string) {
	if len(secret) < shortestValue {
		s.Codes = append(s.Codes, secret)
	} else {
		s.Values = append(s.Values, secret)
	}
}

// AddURL adds a URL that is itself a credential, with each of its parts: a host
// that refuses it may repeat any.
func (s *Secrets) AddURL(target *url.URL) {
	s.Values = append(s.Values, target.String(), target.RequestURI(), target.EscapedPath())
	for segment := range strings.SplitSeq(target.EscapedPath(), "/") {
		s.Values = append(s.Values, segment)
	}
	s.AddQuery(target.RawQuery)
}

// AddQuery adds the values of a query that is signed.
func (s *Secrets) AddQuery(query string) {
	for parameter := range strings.SplitSeq(query, "&") {
		_, value, _ := strings.Cut(parameter, "=")
		s.Values = append(s.Values, value)
		// What cannot be unescaped comes back empty, which counts for nothing.
		if plain, _ := url.QueryUnescape(value); plain != value {
			s.Values = append(s.Values, plain)
		}
	}
}
