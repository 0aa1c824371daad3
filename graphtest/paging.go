package graphtest

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const maxPageLimit = 100

// page is the JSON form of one page of a list.
type page struct {
	Data    []any          `json:"data"`
	Paging  *paging        `json:"paging,omitempty"`
	Summary map[string]any `json:"summary,omitempty"`
}

type paging struct {
	Cursors  cursors `json:"cursors"`
	Next     string  `json:"next,omitempty"`
	Previous string  `json:"previous,omitempty"`
}

type cursors struct {
	Before string `json:"before"`
	After  string `json:"after"`
}

// window is the requested part of a list.
type window struct {
	limit  int
	after  string
	before string
	last   bool // the end of the list instead of its start
}

func (c *call) window(connection listing, limit, after, before string) (window, *failure) {
	w := window{limit: c.server.config.pageSize, after: after, before: before}
	if limit != "" {
		size, err := strconv.Atoi(limit)
		if most := orElse(connection.largest, maxPageLimit); err != nil || size < 1 || size > most {
			return window{}, invalid("Param limit must be a number between 1 and %d - got %q", most, limit)
		}
		w.limit = size
	}
	if after != "" && before != "" {
		return window{}, invalid("Params after and before cannot be used together")
	}
	return w, nil
}

// requestedWindow reads the paging parameters of the request.
func (c *call) requestedWindow(connection listing) (window, *failure) {
	limit, _ := c.params.text("limit")
	after, _ := c.params.text("after")
	before, _ := c.params.text("before")
	if first, ok := c.params.text("first"); ok {
		limit = first
	}
	last, fromEnd := c.params.text("last")
	if fromEnd {
		limit = last
	}
	w, f := c.window(connection, limit, after, before)
	w.last = fromEnd
	return w, f
}

// list returns the requested page of the node's connection.
func (c *call) list(connection listing) (page, *failure) {
	w, f := c.requestedWindow(connection)
	if f != nil {
		return page{}, f
	}
	return c.page(c.node, connection, w, c.fields, c.pageLinks())
}

// nestedPage returns a page of a connection that was selected as a field.
func (c *call) nestedPage(n *node, connection listing, field selection) (any, *failure) {
	w, f := c.window(connection, orElse(field.limit, strconv.Itoa(defaultPageSize)), field.after, field.before)
	if f != nil {
		return nil, f
	}
	if len(n.connected(connection.edge)) == 0 {
		return nil, nil
	}
	query := url.Values{}
	if text := fieldsText(field.children); text != "" {
		query.Set("fields", text)
	}
	address, _ := url.JoinPath(c.from.graph, c.version, n.id, connection.edge)
	links := pageLinks{address: address, query: query}
	return c.page(n, connection, w, field.children, links)
}

func (c *call) page(n *node, connection listing, w window, fields []selection, links pageLinks) (page, *failure) {
	items := n.inOrder(connection.edge, connection.order)
	cut, f := connection.cut(items, w)
	if f != nil && connection.edge == templatesEdge && c.isSince(sharedLimitsVersion) {
		return page{}, staleCursor()
	}
	if f != nil {
		return page{}, f
	}
	reply := page{Data: make([]any, 0, len(cut.positions))}
	for _, position := range cut.positions {
		item := items[position]
		if connection.wrap != nil {
			item = connection.wrap(item, connection.cursor(position, item))
		}
		projected, f := c.project(connection.view, item, fields)
		if f != nil {
			return page{}, f
		}
		reply.Data = append(reply.Data, projected)
	}
	if len(cut.positions) == 0 {
		return reply, nil
	}

	first, last := cut.positions[0], cut.positions[len(cut.positions)-1]
	reply.Paging = &paging{Cursors: cursors{
		Before: connection.cursor(first, items[first]),
		After:  connection.cursor(last, items[last]),
	}}
	if cut.more {
		reply.Paging.Next = links.to(w.limit, "after", reply.Paging.Cursors.After)
	}
	if cut.earlier {
		reply.Paging.Previous = links.to(w.limit, "before", reply.Paging.Cursors.Before)
	}
	return reply, nil
}

// excerpt is the part of a list on a page.
type excerpt struct {
	positions []int
	earlier   bool
	more      bool
}

// cut returns the part of a list in the window. It walks from the cursor only
// as far as the page reaches, so that paging through a whole list takes linear
// time.
func (l listing) cut(items []*node, w window) (excerpt, *failure) {
	if w.before != "" || w.last {
		return l.cutBackward(items, w)
	}
	start := 0
	if w.after != "" {
		position, present, f := l.locate(items, w.after)
		if f != nil {
			return excerpt{}, f
		}
		start = position
		if present {
			start++
		}
	}
	var part excerpt
	for i := start; i < len(items); i++ {
		if !l.keeps(items[i]) {
			continue
		}
		if len(part.positions) == w.limit {
			part.more = true
			break
		}
		part.positions = append(part.positions, i)
	}
	part.earlier = l.keepsAny(items[:start])
	return part, nil
}

func (l listing) cutBackward(items []*node, w window) (excerpt, *failure) {
	end := len(items)
	if w.before != "" {
		position, _, f := l.locate(items, w.before)
		if f != nil {
			return excerpt{}, f
		}
		end = position
	}
	var part excerpt
	for i := end - 1; i >= 0; i-- {
		if !l.keeps(items[i]) {
			continue
		}
		if len(part.positions) == w.limit {
			part.earlier = true
			break
		}
		part.positions = append(part.positions, i)
	}
	slices.Reverse(part.positions)
	part.more = slices.ContainsFunc(items[end:], l.keeps)
	return part, nil
}

func (l listing) keeps(item *node) bool {
	return l.keep == nil || l.keep(item)
}

// keepsAny searches from the end, where a page after another finds an item at
// once.
func (l listing) keepsAny(items []*node) bool {
	for i := len(items) - 1; i >= 0; i-- {
		if l.keeps(items[i]) {
			return true
		}
	}
	return false
}

// cursor returns a cursor with the id and the position of an item, opaque to
// callers.
func (l listing) cursor(position int, item *node) string {
	return base64.StdEncoding.EncodeToString([]byte(l.edge + "|" + strconv.Itoa(position) + "|" + item.id))
}

// badCursor returns the reply to a cursor that is not one, or not of this list.
func (l listing) badCursor() *failure {
	if l.ofGroups {
		return staleCursor()
	}
	return invalid("Invalid cursor")
}

func staleCursor() *failure { return refused(131059, "The cursor has expired or is damaged") }

// locate returns the position of a cursor's item, or its former position if the
// item is gone.
func (l listing) locate(items []*node, cursor string) (position int, present bool, f *failure) {
	text, err := base64.StdEncoding.DecodeString(cursor)
	if err != nil {
		return 0, false, l.badCursor()
	}
	parts := strings.Split(string(text), "|")
	if len(parts) != 3 || parts[0] != l.edge {
		return 0, false, l.badCursor()
	}
	position, err = strconv.Atoi(parts[1])
	if err != nil || position < 0 {
		return 0, false, l.badCursor()
	}
	if position < len(items) && items[position].id == parts[2] {
		return position, true, nil
	}
	moved := slices.IndexFunc(items, func(item *node) bool { return item.id == parts[2] })
	if moved >= 0 {
		return moved, true, nil
	}
	return min(position, len(items)), false, nil
}

// count returns the number of items in the listing.
func (l listing) count(n *node) int {
	total := 0
	for _, item := range n.connected(l.edge) {
		if l.keeps(item) {
			total++
		}
	}
	return total
}
