package whatsapp_test

import (
	"context"
	"errors"
	"io"
	"iter"
	"net/url"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// The ids in the fixtures; phoneNumberID and wabaID are the first two.
const (
	businessID       = "506914307656634"
	appID            = "670843887433847"
	userID           = "122106287654321"
	botID            = "731288459023417"
	sequenceID       = "186473890"
	messageHistoryID = "913370458812046"
	mediaID          = "483219072346125"
	templateID       = "594425479261596"
	templateGroupID  = "918273645546372"
	profileID        = "274911308645120"
	catalogID        = "826354917260043"
	sessionID        = "upload:MTphdHRhY2htZW50OjZmNTAwMDEy==?sig=ATuQhash"
)

// A method is one method of the services, with every exchange recorded for it.
type method struct {
	name      string // "PhoneNumbers.List"
	operation string // its name in errors
	repeat    whatsapp.Repeat
	id        string // what takes the place of the path's placeholder
	cases     []exchange
	// session says that id is an upload session's, which is sent as it is.
	session bool
	// mayBeEmpty says that an empty object is an answer.
	mayBeEmpty bool
	// pair is set for List and All methods, whose rows a listRow makes.
	pair *pair
	// holds picks the part of the answer that the result holds; nil is all of
	// it.
	holds func(answer any) any
}

// An exchange is one call of a method, the fixtures it meets in order, and its
// result.
type exchange struct {
	fixtures []string
	call     callMethod
	want     any
}

// A callMethod calls a method of a service. A failure has no result.
type callMethod func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error)

// methods is the table of all methods; TestEveryMethodIsInTheTable compares.
func methods() []method {
	return slices.Concat(
		automationMethods(), businessProfileMethods(), botMethods(), welcomeSequenceMethods(), wabaMethods(), phoneNumberMethods(),
		onBehalfMethods(), preverifiedNumberMethods(), userMethods(), solutionMethods(), templateMethods(), tokenMethods(),
		subscriptionMethods(), qrCodeMethods(), blockedUserMethods(), analyticsMethods(), applicationMethods(), businessMethods(),
		messageHistoryMethods(), mediaMethods(), groupMethods(), callMethods(), conversionMethods(), commerceMethods(),
		complianceMethods(), creditLineMethods(), flowMethods(), paymentMethods(), reachMethods(), signupMethods(), threadMethods(),
		mediaUploadMethods(), mediaDownloadMethods(), uploadMethods(), messageMethods(),
	)
}

// load reads the fixtures of an exchange.
func (e exchange) load(t testing.TB) []fixture {
	t.Helper()
	recorded := make([]fixture, len(e.fixtures))
	for i, name := range e.fixtures {
		recorded[i] = readFixture(t, name)
	}
	return recorded
}

// first is the exchange that stands for a method where one is enough.
func (m method) first() exchange { return m.cases[0] }

// run calls the method's first exchange.
func (m method) run(ctx context.Context, client *whatsapp.Client, opts ...whatsapp.RequestOption) (any, error) {
	return m.first().call(ctx, client, m.id, opts...)
}

// one is a case with one request.
func one(name string, call callMethod, want any) exchange {
	return exchange{fixtures: []string{name}, call: call, want: want}
}

// nothing is the result of a method that returns an error only.
func nothing(err error) (any, error) { return nil, err }

func result[T any](value *T, err error) (any, error) {
	if value == nil {
		return nil, err
	}
	return value, err
}

func idResult(id string, err error) (any, error) {
	if id == "" {
		return nil, err
	}
	return id, err
}

// drain collects what an iterator yields.
func drain[T any](sequence iter.Seq2[*T, error]) (any, error) {
	items := []*T{}
	for item, err := range sequence {
		if err != nil && item != nil {
			return nil, errors.New("the iterator has yielded an item and an error together")
		}
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}

// opened is a download with its bytes.
type opened struct {
	Info          whatsapp.MediaInfo
	ContentType   string
	ContentLength int64
	Bytes         string
}

func openResult(stream *whatsapp.MediaStream, err error) (any, error) {
	if stream == nil {
		return nil, err
	}
	data, readErr := io.ReadAll(stream)
	got := &opened{Info: stream.Info, ContentType: stream.ContentType, ContentLength: stream.ContentLength, Bytes: string(data)}
	return got, errors.Join(err, readErr, stream.Close())
}

// pointers is what an iterator yields for a page.
func pointers[T any](page *whatsapp.Page[T]) []*T {
	items := []*T{}
	for i := range page.Data {
		items = append(items, &page.Data[i])
	}
	return items
}

// member picks a member of the answer.
func member(name string) func(any) any {
	return func(answer any) any { return answer.(map[string]any)[name] }
}

// entries picks the entries of a list, in any of its forms.
func entries(answer any) any {
	if object, ok := answer.(map[string]any); ok {
		answer = object["data"]
	}
	if wrapped, ok := answer.(map[string]any); ok {
		answer = wrapped["groups"]
	}
	if groups, ok := answer.([]any); ok && len(groups) == 1 {
		if group, _ := groups[0].(map[string]any); group["payment_configurations"] != nil {
			answer = group["payment_configurations"]
		}
	}
	return answer
}

// moment is a time as Graph wrote it.
func moment(wire string) whatsapp.Time {
	var decoded whatsapp.Time
	if err := decoded.UnmarshalJSON([]byte(wire)); err != nil {
		panic(err)
	}
	return decoded
}

// The usual selection in the fixtures of lists. No edge serves less at once.
var (
	secondPage = whatsapp.ListOptions{Limit: 20, After: "QVFIcursor"}
	lastPage   = &whatsapp.Paging{Cursors: &whatsapp.Cursors{Before: "QVFIfirst", After: "QVFIlast"}}
)

func TestFixtureTimes(t *testing.T) {
	t.Parallel()
	for _, wire := range []string{`"2026-03-02T09:00:00+0000"`, `"2026-03-02T09:00:00Z"`, `1772442000`, `"1772442000"`} {
		require.EqualValues(t, 1772442000, moment(wire).Unix(), wire)
	}
}

// withQuery adds options in front of those of the test.
func withQuery(name, value string, opts []whatsapp.RequestOption) []whatsapp.RequestOption {
	return append([]whatsapp.RequestOption{whatsapp.WithQuery(url.Values{name: {value}})}, opts...)
}

func withFields(opts []whatsapp.RequestOption, fields ...string) []whatsapp.RequestOption {
	return append([]whatsapp.RequestOption{whatsapp.WithFields(fields...)}, opts...)
}
