package graphtest

import (
	"maps"
	"net/url"
	"strconv"
	"strings"
)

// pageLinks builds the URLs of adjacent pages.
type pageLinks struct {
	address string
	query   url.Values
}

// pageLinks returns links that repeat the request's query without its secrets.
func (c *call) pageLinks() pageLinks {
	query := maps.Clone(c.request.URL.Query())
	for _, name := range []string{"access_token", "appsecret_proof", "appsecret_time", "after", "before", "first", "last"} {
		query.Del(name)
	}
	return pageLinks{address: c.from.graph + c.request.URL.EscapedPath(), query: query}
}

func (l pageLinks) to(limit int, direction, cursor string) string {
	query := maps.Clone(l.query)
	query.Set("limit", strconv.Itoa(limit))
	query.Set(direction, cursor)
	return l.address + "?" + query.Encode()
}

// fieldsText formats selections as a fields expression.
func fieldsText(selections []selection) string {
	parts := make([]string, 0, len(selections))
	for _, item := range selections {
		text := item.name
		if item.limit != "" {
			text += ".limit(" + item.limit + ")"
		}
		if item.children != nil {
			text += "{" + fieldsText(item.children) + "}"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ",")
}
