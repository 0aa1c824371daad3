package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

// defaultMaxLimit is the largest page of an edge that does not have its own
// limit.
const defaultMaxLimit = 100

// A lister is a pointer to the options of a list: [ListOptions], or a struct
// that embeds them and adds the filters of its edge.
type lister[O any] interface {
	*O
	page() *ListOptions
	addFilters(query url.Values) error
}

// list fetches the page that options select; nil selects the first one.
func list[T, O any, P lister[O]](ctx context.Context, client *Client, op Operation, options P, opts []RequestOption) (*Page[T], error) {
	op, page, err := selected(op, options)
	if err != nil {
		return nil, err
	}
	return fetchPage[T](ctx, client, op, page, opts, 0)
}

// selected adds the filters of options to an operation, and returns a copy of
// the page options.
func selected[O any, P lister[O]](op Operation, options P) (Operation, ListOptions, error) {
	if options == nil {
		return op, ListOptions{}, nil
	}
	op.Query = cloneQuery(op.Query)
	return op, *options.page(), options.addFilters(op.Query)
}

func cloneQuery(query url.Values) url.Values {
	if query == nil {
		return url.Values{}
	}
	return maps.Clone(query)
}

// fetchPage fetches one page of about the expected number of entries.
func fetchPage[T any](ctx context.Context, client *Client, op Operation, options ListOptions, opts []RequestOption, expected int) (*Page[T], error) {
	op.checks = append(slices.Clip(op.checks), pageCheck{&options, op.maxLimit})
	op.Query = cloneQuery(op.Query)
	options.addTo(op.Query)
	page := &expectedPage[T]{expected: expected}
	if err := client.perform(ctx, op, page, opts); err != nil {
		return nil, err
	}
	return &page.Page, nil
}

// A pageCheck checks the page options against the limit of the edge.
type pageCheck struct {
	options  *ListOptions
	maxLimit int // 0 for the default, negative if it is not known
}

func (c pageCheck) Validate() error {
	var found violations
	limit, highest := c.options.Limit, c.maxLimit
	if highest == 0 {
		highest = defaultMaxLimit
	}
	switch {
	case limit < 0 && highest < 0:
		found.add("limit", "must be at least 1, or 0 for the server's choice, not %d", limit)
	case limit < 0, highest > 0 && limit > highest:
		found.add("limit", "must be between 1 and %d, or 0 for the server's choice, not %d", highest, limit)
	}
	if c.options.After != "" && c.options.Before != "" {
		found.add("before", "must not be combined with after")
	}
	return found.err()
}

// An expectedPage is a page of about the expected number of entries.
type expectedPage[T any] struct {
	Page[T]
	expected int
}

func (p *expectedPage[T]) decodeGraph(d *graphjson.Decoder) bool { return p.read(d, p.expected) }

// all iterates over the entries of every page. It copies its arguments, so the
// iterator can be used again and does not see later changes.
func all[T, O any, P lister[O]](ctx context.Context, client *Client, op Operation, options P, opts []RequestOption) iter.Seq2[*T, error] {
	op, first, err := selected(op, options)
	opts = slices.Clone(opts)
	return func(yield func(*T, error) bool) {
		switch {
		case err != nil:
			yield(nil, err)
		case first.Before != "":
			yield(nil, errGoesForward)
		default:
			walk(ctx, client, op, first, opts, yield)
		}
	}
}

// walk yields the entries of the page that options select, and of all pages
// after it.
func walk[T any](ctx context.Context, client *Client, op Operation, options ListOptions, opts []RequestOption, yield func(*T, error) bool) {
	seen := map[string]bool{options.After: true}
	entries := 0 // of the previous page; the next one has as many, or is the last
	empty := 0   // pages in a row without entries
	for {
		// Each entry is decoded into its own memory, so that keeping one does
		// not keep the page.
		page, err := fetchPage[*T](ctx, client, op, options, opts, entries)
		if err != nil {
			yield(nil, err)
			return
		}
		entries = len(page.Data)
		for _, entry := range page.Data {
			if entry == nil { // null in the list
				entry = new(T)
			}
			if !yield(entry, nil) {
				return
			}
		}
		if !page.hasNext() {
			return
		}
		if empty++; entries > 0 {
			empty = 0
		}
		cursor := page.NextCursor()
		if err := checkCursor(cursor, seen, empty); err != nil {
			yield(nil, fmt.Errorf("whatsapp: %s: %w", op.name(), err))
			return
		}
		options.After = cursor
	}
}

var errGoesForward error = &ValidationError{Violations: []Violation{{Field: "before", Problem: "goes back, but an iterator goes forward; use List"}}}

// maxEmptyPages is the number of consecutive pages without entries that are
// skipped. Graph leaves out entries that the token may not see, so empty pages
// do occur.
const maxEmptyPages = 100

// checkCursor detects lists that would end early or never.
func checkCursor(cursor string, seen map[string]bool, empty int) error {
	if empty > maxEmptyPages {
		return fmt.Errorf("the server sent %d consecutive pages without entries and announces another", empty)
	}
	if cursor == "" {
		return errors.New("the server announces another page without a cursor for it")
	}
	if seen[cursor] {
		return errors.New("the server repeats a cursor; the list would never end")
	}
	seen[cursor] = true
	return nil
}

// DoList performs a list operation that this package has no method for, and
// returns the page that page selects; nil selects the first one. It gives the
// guarantees of [Client.Do]:
//
//	op := whatsapp.Operation{Method: "GET", Path: []string{wabaID, "new_edge"}}
//	page, err := whatsapp.DoList[Thing](ctx, client, op, nil)
func DoList[T any](ctx context.Context, client *Client, op Operation, page *ListOptions, opts ...RequestOption) (*Page[T], error) {
	if err := op.checkList(); err != nil {
		return nil, err
	}
	return list[T](ctx, client, op, page, opts)
}

// DoAll iterates over the entries of such a list; see [DoList].
func DoAll[T any](ctx context.Context, client *Client, op Operation, page *ListOptions, opts ...RequestOption) iter.Seq2[*T, error] {
	if err := op.checkList(); err != nil {
		return func(yield func(*T, error) bool) { yield(nil, err) }
	}
	op.Path, op.Query = slices.Clone(op.Path), cloneQuery(op.Query) // the caller's
	return all[T](ctx, client, op, page, opts)
}

// checkList checks an operation of DoList. The largest page of its edge is not
// known.
func (o *Operation) checkList() error {
	if o.Method != http.MethodGet {
		return fmt.Errorf("whatsapp: invalid method %q for a list; want %q", o.Method, http.MethodGet)
	}
	for _, name := range [...]string{"limit", "after", "before"} {
		if o.Query.Has(name) {
			return fmt.Errorf("whatsapp: %s belongs in ListOptions, not in the operation's Query", name)
		}
	}
	o.maxLimit = -1
	return o.check()
}
