package whatsapp

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/wabakit/whatsapp/internal/redact"
)

// isSigned reports whether the URL of the operation is a credential: the link
// of a media object, or an upload session.
func (o *Operation) isSigned() bool { return o.link != nil || o.session }

// hideLinks removes signed links from the error of an attempt: the URL of the
// request, a redirect's target, and others in the answer.
func (c *call) hideLinks() {
	if capture := c.settings.capture; capture != nil && c.op.isSigned() {
		capture.TraceID, capture.APIVersion = c.withoutLinks(capture.TraceID), c.withoutLinks(capture.APIVersion)
	}
	switch failure := c.err.(type) {
	case *GraphAPIError:
		answersLink := c.op.answersLink && failure.StatusCode < http.StatusBadRequest
		if !answersLink && !c.op.isSigned() {
			return
		}
		failure.rewrite(c.withoutLinks)
		failure.Body = []byte(c.withoutLinks(string(failure.Body)))
	case *TransportError:
		if c.op.isSigned() {
			failure.Err = redact.Rewrite(failure.Err, c.withoutLinks)
		}
	}
}

func (c *call) withoutLinks(text string) string {
	links := []string{c.location}
	switch {
	case c.op.link != nil:
		links = append(links, c.op.link.String())
	case c.op.session:
		links = append(links, strings.TrimPrefix(c.op.Path[0], sessionPrefix))
	}
	return withoutLinks(text, links...)
}

// withoutLinks removes all links from a text, and also parts of the given ones:
// servers truncate and escape what they quote.
func withoutLinks(text string, links ...string) string {
	var secrets []string
	for _, link := range links {
		secrets = append(secrets, linkSpellings(link)...)
	}
	return redact.Links(redact.Pieces(text, secrets...))
}

// linkSpellings returns the forms in which servers quote the part of a link
// after its host.
func linkSpellings(link string) []string {
	if _, rest, found := strings.Cut(link, "://"); found {
		link = rest[len(rest)-len(strings.TrimLeftFunc(rest, isHostPart)):]
	}
	spellings := []string{link, url.QueryEscape(link)}
	if plain, err := url.PathUnescape(link); err == nil {
		spellings = append(spellings, plain)
	}
	if plain, err := url.QueryUnescape(link); err == nil {
		spellings = append(spellings, plain)
	}
	return spellings
}

func isHostPart(r rune) bool { return !strings.ContainsRune(`/\?#`, r) }

// rewrite applies clean to the texts, which may quote the request.
func (e *GraphAPIError) rewrite(clean func(string) string) {
	for _, text := range []*string{&e.Message, &e.Type, &e.Details, &e.UserTitle, &e.UserMessage, &e.TraceID} {
		*text = clean(*text)
	}
	if e.ErrorData == nil {
		return
	}
	e.ErrorData = json.RawMessage(clean(string(e.ErrorData)))
	if !json.Valid(e.ErrorData) { // a quote was part of a secret
		e.ErrorData, _ = json.Marshal(string(e.ErrorData)) //nolint:errchkjson // a string always encodes
	}
}
