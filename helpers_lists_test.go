package whatsapp_test

import (
	"context"
	"iter"
	"reflect"
	"time"

	"github.com/wabakit/whatsapp"
)

// A listRow is the one row of a List method and its All: what both send and
// return follows from it, and so do the tests of pages, cursors and limits and
// the walk through the sample world.
//
// Its fixtures are <service>/<list method>_success, which is asked for with
// options and fields, and <service>/<list method>_empty, which is asked for
// with neither.
type listRow[T, O any] struct {
	// list and all are method expressions: (*whatsapp.UserService).List.
	list, all any
	// operation is the name in errors: "GET /{waba-id}/phone_numbers".
	operation string
	// ids are the id in the path, none for a path without ids, and then the
	// others that the methods take. The sample world has them, too.
	ids []string
	// request is what the methods take besides, nil if nothing: for the time
	// before until, which is requestsEnd in fixtures, and now in the sample
	// world.
	request func(until time.Time) any
	// options select secondPage and set every filter.
	options O
	fields  []string
	page    *whatsapp.Page[T]
	// empty is the page of the second fixture, nil for one that holds nothing
	// at all.
	empty *whatsapp.Page[T]
	// others are further answers to a call without options, by the ends of
	// their fixtures' names.
	others map[string]*whatsapp.Page[T]
	// maxLimit is the largest page that Meta documents for the edge, 0 for the
	// usual 100. It is the method's op.maxLimit.
	maxLimit int
}

// requestsEnd is the end of the time that the requests in fixtures are for.
var requestsEnd = time.Unix(1772442000, 0).UTC()

// methods are the rows of the two methods.
func (r listRow[T, O]) methods() []method {
	service, listName := nameOf(r.list)
	serviceOfAll, allName := nameOf(r.all)
	if r.empty == nil {
		r.empty = &whatsapp.Page[T]{Data: []T{}}
	}
	lists := method{name: service + "." + listName, operation: r.operation, repeat: whatsapp.RepeatSafe, id: r.pathID()}
	walks := lists
	walks.name, walks.holds = serviceOfAll+"."+allName, entries
	add := func(fixture string, options *O, page *whatsapp.Page[T], fields ...string) {
		fixture = snake(service) + "/" + snake(listName) + "_" + fixture
		lists.cases = append(lists.cases, one(fixture, r.listing(options, fields), page))
		walks.cases = append(walks.cases, one(fixture, r.walking(options, fields), pointers(page)))
	}
	add("success", &r.options, r.page, r.fields...)
	add("empty", nil, r.empty)
	add("empty", hollow[O](), r.empty)
	for fixture, page := range r.others {
		add(fixture, nil, page)
	}
	lists.pair = r.pair(lists.name, walks.name)
	walks.pair = lists.pair
	return []method{lists, walks}
}

func (r listRow[T, O]) listing(options *O, fields []string) callMethod {
	return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(r.callList(ctx, client, r.arguments(id, requestsEnd), options, withFields(opts, fields...)))
	}
}

func (r listRow[T, O]) walking(options *O, fields []string) callMethod {
	return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return drain(r.callAll(ctx, client, r.arguments(id, requestsEnd), options, withFields(opts, fields...)))
	}
}

func (r listRow[T, O]) callList(ctx context.Context, client *whatsapp.Client, arguments []any, options *O, opts []whatsapp.RequestOption) (*whatsapp.Page[T], error) {
	results := callExpression(r.list, ctx, client, arguments, options, opts)
	err, _ := reflect.TypeAssert[error](results[1])
	return results[0].Interface().(*whatsapp.Page[T]), err
}

func (r listRow[T, O]) callAll(ctx context.Context, client *whatsapp.Client, arguments []any, options *O, opts []whatsapp.RequestOption) iter.Seq2[*T, error] {
	return callExpression(r.all, ctx, client, arguments, options, opts)[0].Interface().(iter.Seq2[*T, error])
}

func (r listRow[T, O]) pathID() string {
	if len(r.ids) == 0 {
		return ""
	}
	return r.ids[0]
}

// arguments are what the methods take between the client and the page.
func (r listRow[T, O]) arguments(id string, until time.Time) []any {
	var arguments []any
	for i, other := range r.ids {
		if i == 0 {
			other = id
		}
		arguments = append(arguments, other)
	}
	if r.request != nil {
		arguments = append(arguments, r.request(until))
	}
	return arguments
}

// A pair is a List method and its All, with the types of their entries and
// options left out. A page that is nil stands for options that are nil.
type pair struct {
	list, all string // the names
	maxLimit  int
	unset     []string // what the row's options leave out
	listPage  func(ctx context.Context, client *whatsapp.Client, page *whatsapp.ListOptions, opts ...whatsapp.RequestOption) (*whatsapp.Page[any], error)
	walk      func(ctx context.Context, client *whatsapp.Client, page *whatsapp.ListOptions, opts ...whatsapp.RequestOption) iter.Seq2[any, error]
	// walkCleared begins a walk as the row's options say, and clears them
	// before it is ranged over.
	walkCleared func(ctx context.Context, client *whatsapp.Client) iter.Seq2[any, error]
}

func (r listRow[T, O]) pair(list, all string) *pair {
	made := &pair{list: list, all: all, maxLimit: r.maxLimit, unset: unsetOptions(r.options)}
	if made.maxLimit == 0 {
		made.maxLimit = 100
	}
	made.listPage = func(ctx context.Context, client *whatsapp.Client, page *whatsapp.ListOptions, opts ...whatsapp.RequestOption) (*whatsapp.Page[any], error) {
		got, err := r.callList(ctx, client, r.arguments(r.pathID(), time.Now()), optionsFor[O](page), opts)
		if got == nil {
			return nil, err
		}
		entries := &whatsapp.Page[any]{Paging: got.Paging, Summary: got.Summary}
		for _, entry := range pointers(got) {
			entries.Data = append(entries.Data, entry)
		}
		return entries, err
	}
	made.walk = func(ctx context.Context, client *whatsapp.Client, page *whatsapp.ListOptions, opts ...whatsapp.RequestOption) iter.Seq2[any, error] {
		return erased(r.callAll(ctx, client, r.arguments(r.pathID(), time.Now()), optionsFor[O](page), opts))
	}
	made.walkCleared = func(ctx context.Context, client *whatsapp.Client) iter.Seq2[any, error] {
		options := r.options
		ownLists(&options)
		sequence := r.callAll(ctx, client, r.arguments(r.pathID(), requestsEnd), &options, withFields(nil, r.fields...))
		clearAll(&options)
		return erased(sequence)
	}
	return made
}

// pairs are the pairs of the table.
func pairs() []*pair {
	var found []*pair
	for _, method := range methods() {
		if method.pair != nil && method.name == method.pair.list {
			found = append(found, method.pair)
		}
	}
	return found
}

// An iterator is an All method with the types of its entries and options left
// out.
type iterator func(ctx context.Context, client *whatsapp.Client, opts ...whatsapp.RequestOption) iter.Seq2[any, error]

// iterators are the All methods of the table.
func iterators() map[string]iterator {
	found := map[string]iterator{}
	for _, pair := range pairs() {
		found[pair.all] = func(ctx context.Context, client *whatsapp.Client, opts ...whatsapp.RequestOption) iter.Seq2[any, error] {
			return pair.walk(ctx, client, nil, opts...)
		}
	}
	return found
}

func erased[T any](sequence iter.Seq2[*T, error]) iter.Seq2[any, error] {
	return func(yield func(any, error) bool) {
		for item, err := range sequence {
			if item == nil && !yield(nil, err) || item != nil && !yield(item, err) {
				return
			}
		}
	}
}
