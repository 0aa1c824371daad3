package cli

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// graphAddress is where calls go unless the settings have a base URL.
const graphAddress = "https://graph.facebook.com"

// An apiTarget is what a path of api leads to.
type apiTarget struct {
	path  []string
	query url.Values
}

var versionElement = regexp.MustCompile(`^v\d+(\.\d+)?$`)

// parseAPITarget reads a path, with or without a version, or an address of the
// Graph API. A version goes into the settings. No error repeats the query,
// which may have an access token from a paging link.
func parseAPITarget(command *cobra.Command, text string, settings *settings) (*apiTarget, error) {
	shown, _, _ := strings.Cut(text, "?")
	target, err := url.Parse(text)
	if err != nil {
		return nil, usagef(command, "invalid path %q; want the form \"{number}/messages?fields=...\"", shown)
	}
	below := target.Path
	if target.Scheme != "" || target.Host != "" {
		if below, err = belowGraph(command, target, settings); err != nil {
			return nil, err
		}
	}
	query, err := url.ParseQuery(target.RawQuery)
	if err != nil {
		return nil, usagef(command, "the query after %q does not parse; write names and values as name=value, joined by &", shown)
	}
	path := strings.Split(strings.Trim(below, "/"), "/")
	if versionElement.MatchString(path[0]) {
		if err := settings.callVersion(command, path[0]); err != nil {
			return nil, err
		}
		if path = path[1:]; len(path) == 0 {
			return nil, usagef(command, "the path has a version and nothing after it")
		}
	}
	if path[0] == "" {
		return nil, usagef(command, "the path is empty; want the form \"{number}/messages?fields=...\"")
	}
	if path, err = settings.expand(command, path); err != nil {
		return nil, err
	}
	return &apiTarget{path, query}, nil
}

// belowGraph returns the path of an address, which must be one that the token
// goes to anyway.
func belowGraph(command *cobra.Command, target *url.URL, settings *settings) (string, error) {
	for _, known := range []string{graphAddress, settings.BaseURL} {
		base, err := url.Parse(known)
		if err != nil || base.Scheme != target.Scheme || base.Host != target.Host || known == "" || target.User != nil {
			continue
		}
		below, ok := strings.CutPrefix(target.Path, strings.TrimSuffix(base.Path, "/"))
		if ok && (below == "" || below[0] == '/') {
			return below, nil
		}
	}
	return "", usagef(command, "the access token does not go to %s; want a path, or an address at %s", target.Host, graphAddress)
}

// callVersion makes a version of a path the version of the call.
func (f *settings) callVersion(command *cobra.Command, version string) error {
	if asked := f.shell.version; asked != "" && asked != version {
		return usagef(command, "the path has %s, and --api-version says %s", version, asked)
	}
	f.APIVersion = version
	return nil
}

// expand puts the ids of the settings into a path.
func (f *settings) expand(command *cobra.Command, path []string) ([]string, error) {
	ids := map[string]func() (string, error){
		"{number}": f.number, "{account}": f.account, "{business}": f.business, "{app}": f.app,
	}
	expanded := slices.Clone(path)
	for i, element := range path {
		if !strings.HasPrefix(element, "{") {
			continue
		}
		id := ids[element]
		if id == nil {
			return nil, usagef(command, "unknown placeholder %q; want {number}, {account}, {business} or {app}", element)
		}
		var err error
		if expanded[i], err = id(); err != nil {
			return nil, err
		}
	}
	return expanded, nil
}
