package whatsapp

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/wabakit/whatsapp/internal/graphjson"
	"github.com/wabakit/whatsapp/internal/redact"
)

// ListOptions selects a page. The zero value, or nil, is the first page of the
// server's usual size.
type ListOptions struct {
	// Limit is the size of a page: at least 1, and at most 100 unless the
	// method says otherwise. Zero leaves it to the server, which usually serves
	// 25.
	Limit int
	// After selects the page after this cursor; see [Page.NextCursor]. Cursors
	// are opaque and short-lived: do not store them.
	After string
	// Before selects the page before this cursor; see [Page.PreviousCursor].
	Before string
	// Summary asks for [Page.Summary], which some edges have.
	Summary bool
}

// page returns the options that all lists have; the options of an edge embed
// them.
func (o *ListOptions) page() *ListOptions { return o }

// addFilters adds the parameters of a particular edge: none here.
func (o *ListOptions) addFilters(url.Values) error { return nil }

func (o *ListOptions) addTo(query url.Values) {
	if o.Limit != 0 {
		query.Set("limit", strconv.Itoa(o.Limit))
	}
	setIfPresent(query, "after", o.After)
	setIfPresent(query, "before", o.Before)
	if o.Summary {
		query.Set("summary", "true")
	}
}

// A Page is one page of a list.
type Page[T any] struct {
	// Data holds the entries. A page shorter than the limit, even an empty one,
	// need not be the last.
	Data []T `json:"data"`
	// Paging holds the cursors, nil for a list without pages.
	Paging *Paging `json:"paging,omitzero"`
	// Summary is set when it was requested and the edge has one.
	Summary *PageSummary `json:"summary,omitzero"`

	bare   bool   // decoded from an array, without an object around it
	member string // of data that holds the entries, see entryOfMember
}

// Paging holds the cursors of a page. Next and Previous are URLs without access
// tokens. They say whether there are more pages, and are never followed.
type Paging struct {
	Cursors  *Cursors `json:"cursors,omitzero"`
	Next     string   `json:"next,omitempty"`
	Previous string   `json:"previous,omitempty"`
}

// decodeGraph also reads the links of an edge that has them one level deeper.
func (p *Paging) decodeGraph(d *graphjson.Decoder) bool {
	type plain Paging
	var read struct {
		plain
		Deeper plain `json:"paging"`
	}
	if !d.Decode(&read) {
		return false
	}
	*p = Paging(read.plain)
	p.Next = cmp.Or(p.Next, read.Deeper.Next)
	p.Previous = cmp.Or(p.Previous, read.Deeper.Previous)
	return true
}

// Cursors mark the ends of a page.
type Cursors struct {
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// PageSummary counts a whole list.
type PageSummary struct {
	TotalCount int `json:"total_count"`
}

// NextCursor returns the cursor of the next page for [ListOptions.After], empty
// if this page is the last.
func (p *Page[T]) NextCursor() string {
	if !p.hasNext() {
		return ""
	}
	if p.Paging.Cursors != nil && p.Paging.Cursors.After != "" {
		return p.Paging.Cursors.After
	}
	return cursorOf(p.Paging.Next, "after")
}

// PreviousCursor returns the cursor of the previous page for
// [ListOptions.Before], empty if this page is the first.
func (p *Page[T]) PreviousCursor() string {
	if p.Paging == nil || p.Paging.Previous == "" {
		return ""
	}
	if p.Paging.Cursors != nil && p.Paging.Cursors.Before != "" {
		return p.Paging.Cursors.Before
	}
	return cursorOf(p.Paging.Previous, "before")
}

// hasNext reports whether there is a next page. Cursors do not tell: the last
// page has them too.
func (p *Page[T]) hasNext() bool { return p.Paging != nil && p.Paging.Next != "" }

func cursorOf(link, name string) string {
	parsed, err := url.Parse(link)
	if err != nil {
		return ""
	}
	return parsed.Query().Get(name)
}

// UnmarshalJSON reads {"data": [...], "paging": {...}} or a bare array. Entries
// that are not a T are left out.
func (p *Page[T]) UnmarshalJSON(data []byte) error { return readGraph(data, p) }

func (p *Page[T]) decodeGraph(d *graphjson.Decoder) bool { return p.read(d, 0) }

// read decodes a page. It makes room for the expected number of entries,
// because a slice that grows is copied several times.
func (p *Page[T]) read(d *graphjson.Decoder, expected int) bool {
	page := Page[T]{Data: slices.Grow([]T(nil), expected), bare: d.Peek() == '['}
	hasData, fits := page.bare, true
	switch d.Peek() {
	case '[':
		fits = d.Decode(&page.Data)
	case '{':
		for name := range d.Members {
			switch string(name) {
			case "data":
				hasData, fits = true, page.readData(d)
			case "paging":
				d.DecodeMember("paging", &page.Paging)
			case "summary":
				d.DecodeMember("summary", &page.Summary)
			default:
				d.Skip()
			}
		}
	default:
		return d.Mismatch("a list")
	}
	if !hasData {
		return p.refuse(d)
	}
	if !fits {
		return false
	}
	if page.Data == nil {
		page.Data = []T{} // "data": null
	}
	if page.Paging != nil {
		page.Paging.Next = withoutToken(page.Paging.Next)
		page.Paging.Previous = withoutToken(page.Paging.Previous)
	}
	if d.Err() == nil {
		*p = page
	}
	return true
}

// An entryOfMember is an entry of an edge that wraps its entries once more:
// {"data": {"groups": [...]}}.
type entryOfMember interface{ listMember() string }

// readData decodes the entries.
func (p *Page[T]) readData(d *graphjson.Decoder) (fits bool) {
	p.member = wrapperOf[T](d)
	if p.member == "" {
		return d.DecodeMember("data", &p.Data)
	}
	for name := range d.Members {
		if string(name) == p.member {
			fits = d.DecodeMember("data."+p.member, &p.Data)
		} else {
			d.Skip()
		}
	}
	return fits
}

// wrapperOf returns the member of the next value that holds the entries, if
// there is one.
func wrapperOf[T any](d *graphjson.Decoder) (member string) {
	if d.Peek() != '{' {
		return ""
	}
	entry, isWrapped := any(*new(T)).(entryOfMember) // T is a pointer
	if !isWrapped {
		entry, isWrapped = any(new(T)).(entryOfMember)
	}
	if !isWrapped {
		return ""
	}
	start := d.Offset()
	for name := range d.Members {
		if string(name) == entry.listMember() {
			member = entry.listMember()
		}
		d.Skip()
	}
	d.Rewind(start)
	return member
}

// refuse fails the decoding of an answer that is not a list. Inside an answer,
// it leaves out the member.
func (p *Page[T]) refuse(d *graphjson.Decoder) bool {
	if d.Outermost() {
		d.Fail(errors.New(`the list has no "data"`))
	}
	return d.Misread("a list", "an object")
}

// withoutToken redacts a link that has something to redact.
func withoutToken(link string) string {
	if strings.Contains(link, "access_token") || strings.Contains(link, "appsecret_proof") {
		return redact.Text(link)
	}
	return link
}

// MarshalJSON writes the form that was read, else the documented one. A page
// without entries has the data [].
func (p Page[T]) MarshalJSON() ([]byte, error) {
	type wire Page[T]
	if p.Data == nil {
		p.Data = []T{}
	}
	switch {
	case p.bare:
		return json.Marshal(p.Data)
	case p.member != "":
		entries := map[string][]T{p.member: p.Data}
		return json.Marshal(struct {
			Data    map[string][]T `json:"data"`
			Paging  *Paging        `json:"paging,omitzero"`
			Summary *PageSummary   `json:"summary,omitzero"`
		}{entries, p.Paging, p.Summary})
	}
	return json.Marshal(wire(p))
}
