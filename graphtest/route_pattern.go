package graphtest

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	versionPattern = regexp.MustCompile(`^v[1-9][0-9]{0,3}\.[0-9]{1,3}$`)
	methodPattern  = regexp.MustCompile(`^[A-Z]+$`)
	versionAttempt = regexp.MustCompile(`^v[0-9][0-9.]*$`)
	elementPattern = regexp.MustCompile(`^(\{[A-Za-z][A-Za-z0-9_-]*\}|[^{}*?#\s]+)$`)
)

// splitPath separates a version such as "v23.0" from the path elements after
// it. The version is empty if the path does not start with one.
func splitPath(address *url.URL) (version string, elements []string) {
	for element := range strings.SplitSeq(address.EscapedPath(), "/") {
		if element == "" {
			continue
		}
		// An escaped slash is part of an element and must not split it.
		if decoded, err := url.PathUnescape(element); err == nil {
			element = decoded
		}
		elements = append(elements, element)
	}
	if len(elements) > 0 && versionPattern.MatchString(elements[0]) {
		return elements[0], elements[1:]
	}
	return "", elements
}

// pattern selects requests by method and path, as in "GET
// /{waba}/phone_numbers".
type pattern struct {
	method   string // empty for any
	anyPath  bool
	elements []string
}

// parsePattern panics if the text is not a pattern: it comes from the source of
// a test, and a fault that is never injected could make that test pass by
// accident.
func parsePattern(text string) pattern {
	method, path, found := strings.Cut(strings.TrimSpace(text), " ")
	if !found {
		method, path = "*", method
	}
	path = strings.TrimSpace(path)
	parsed := pattern{method: method, anyPath: path == "*"}
	if method == "*" {
		parsed.method = ""
	} else if !methodPattern.MatchString(method) {
		panicPattern(text)
	}
	if parsed.anyPath {
		return parsed
	}

	path, rooted := strings.CutPrefix(path, "/")
	if !rooted {
		panicPattern(text)
	}
	parsed.elements = strings.Split(strings.TrimSuffix(path, "/"), "/")
	for _, element := range parsed.elements {
		if !elementPattern.MatchString(element) || versionPattern.MatchString(element) {
			panicPattern(text)
		}
	}
	return parsed
}

func panicPattern(text string) {
	panic("graphtest: route pattern " + strconv.Quote(text) +
		` does not parse: write "GET /{waba}/phone_numbers", "GET *" or "*", without the version`)
}

func (p pattern) matches(r *http.Request) bool {
	if p.method != "" && p.method != r.Method {
		return false
	}
	if p.anyPath {
		return true
	}
	_, elements := splitPath(r.URL)
	return slices.EqualFunc(p.elements, elements, func(want, got string) bool {
		return want == got || strings.HasPrefix(want, "{")
	})
}

// wildcard returns the name of an element in braces.
func wildcard(element string) (name string, isName bool) {
	name, isName = strings.CutPrefix(element, "{")
	return strings.TrimSuffix(name, "}"), isName
}

// names returns the elements of a path by the names that the pattern gives
// them.
func (p pattern) names(elements []string) map[string]string {
	found := map[string]string{}
	for i, element := range p.elements {
		if name, isName := wildcard(element); isName {
			found[name] = elements[i]
		}
	}
	return found
}

// fit returns how well the pattern matches a path that begins with this node,
// which may be nil, or "" if it does not. Better fits sort after others: a
// literal element beats a kind of object, which beats any element.
func (p pattern) fit(n *node, elements []string) string {
	if len(p.elements) != len(elements) {
		return ""
	}
	const anything, sameKind, same = '0', '1', '2'
	fit := make([]byte, len(elements))
	for i, element := range p.elements {
		name, isName := wildcard(element)
		switch {
		case !isName && element == elements[i]:
			fit[i] = same
		case !isName:
			return ""
		case i > 0 || !kindNames[name]:
			fit[i] = anything
		case n == nil || n.kind.name != name:
			return ""
		default:
			fit[i] = sameKind
		}
	}
	return string(fit)
}
