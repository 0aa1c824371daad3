package whatsapp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

const (
	signedPath  = "/v/t62.7118-24/30437203_n.enc"
	signedQuery = "ccb=11-4&oh=01_AdTqRstUvWxYz%2B9&oe=6612ABCD&_nc_sid=5e03e0&mms3=true"
	signedLink  = "https://scontent.xx.fbcdn.net" + signedPath + "?" + signedQuery
	otherLink   = "https://scontent.yy.fbcdn.net/o1/v/t24/f2/m269/AQPnewplace?oh=02_ZyXwVuTsRq&ext=998877"
)

// requireNoPiece looks for any eight characters in a row of a secret.
func requireNoPiece(t *testing.T, text string, secrets ...string) {
	t.Helper()
	for _, secret := range secrets {
		for i := range len(secret) - 7 {
			if piece := secret[i : i+8]; strings.Contains(text, piece) {
				require.Fail(t, "a secret escapes", "%q is in %s", piece, text)
			}
		}
	}
}

// escapedJSON writes each character as \uXXXX.
func escapedJSON(text string) string {
	var escaped strings.Builder
	for _, r := range text {
		fmt.Fprintf(&escaped, `\u%04x`, r)
	}
	return escaped.String()
}

// Whoever has the link of a media object has the object, for some minutes. A
// host that quotes it, or leads to another, gets it into nothing that prints.
func TestMediaLinksStaySecret(t *testing.T) {
	t.Parallel()
	metadata := `{"id":"` + mediaID + `","url":"` + signedLink + `","mime_type":"image/png","sha256":"` + tenBytesHash + `","file_size":10}`
	broken := func(request *http.Request) (*http.Response, error) {
		response, err := answer(200, tenBytes)(request)
		response.Body = io.NopCloser(io.MultiReader(strings.NewReader("01"), readerFunc(func([]byte) (int, error) {
			return 0, fmt.Errorf("read %s: broken", signedLink)
		})))
		return response, err
	}
	envelope := func(message string) string {
		return `{"error":{"message":"` + message + `","type":"OAuthException","code":100,"error_data":{"details":"` + message + `"}}}`
	}
	tests := map[string]struct {
		metadata string // in place of the usual
		link     step
	}{
		"page":              {link: answer(404, "<html>Not found: "+signedLink+"</html>")},
		"escaped page":      {link: answer(410, "<p>"+html.EscapeString(signedLink)+"</p>")},
		"query alone":       {link: answer(400, "bad signature: "+signedQuery)},
		"path alone":        {link: answer(500, "no file at "+signedPath)},
		"a single value":    {link: answer(400, "bad signature 01_AdTqRstUvWxYz+9")},
		"in other letters":  {link: answer(400, strings.ToUpper(signedLink))},
		"encoded":           {link: answer(400, url.QueryEscape(signedLink))},
		"cut":               {link: answer(400, strings.Repeat("x", 90)+signedLink)},
		"cut by the host":   {link: answer(400, signedLink[:60]+"...")},
		"envelope":          {link: answer(400, envelope(signedLink))},
		"envelope, slashes": {link: answer(400, envelope(strings.ReplaceAll(signedLink, "/", `\/`)))},
		"envelope, escaped": {link: answer(400, envelope(escapedJSON(signedLink)))},
		"envelope, quotes":  {link: answer(400, `{"error":{"message":"bad","code":100,"error_data":{"a":"`+signedQuery+`","b":1}}}`)},
		"OAuth error":       {link: answer(400, `{"error":"bad","error_description":"`+signedLink+`"}`)},
		"no media":          {link: answer(202, `{"status":"`+signedLink+`"}`)},
		"trace":             {link: answer(404, "", "X-Fb-Trace-Id", signedLink)},
		"version":           {link: answer(404, "", "Facebook-Api-Version", signedLink)},
		"another link":      {link: answer(404, "moved to "+otherLink)},
		"redirect":          {link: answer(302, `<a href="`+html.EscapeString(otherLink)+`">Found</a>`, "Location", otherLink)},
		"relative redirect": {link: answer(307, "see "+signedPath, "Location", signedPath+"?"+signedQuery)},
		"bad redirect":      {link: answer(302, "see %zz"+otherLink, "Location", otherLink+"&%zz\x7f")},
		"bad host":          {link: answer(301, "", "Location", "https://[::1"+otherLink)},
		"connection":        {link: fail(fmt.Errorf("proxy: GET %s refused", signedLink))},
		"nested url.Error":  {link: fail(fmt.Errorf("wrapped: %w", &url.Error{Op: "Get", URL: signedLink, Err: errors.New("refused")}))},
		"while reading":     {link: broken},
		"range":             {link: answer(206, "", "Content-Range", signedLink)},
		"hash":              {metadata: strings.Replace(metadata, tenBytesHash, signedLink, 1)},
		"odd metadata":      {metadata: strings.Replace(metadata, `"file_size":10`, `"file_size":{"a":1}`, 1), link: answer(404, signedLink)},
		"cut metadata":      {metadata: metadata[:len(metadata)-20]},
		"no JSON":           {metadata: signedLink},
		"text in metadata":  {metadata: `"` + signedLink + `"`},
		"another host":      {metadata: strings.Replace(metadata, "xx.fbcdn.net", "elsewhere.test", 1)},
		"redirect to it":    {metadata: "302"},
		"no path":           {metadata: strings.Replace(metadata, "xx.fbcdn.net/", "elsewhere.test?", 1)},
		"no https":          {metadata: strings.Replace(metadata, "https:", "http:", 1)},
		"no URL":            {metadata: strings.Replace(metadata, "https://", "https://[::1", 1)},
		"no scheme":         {metadata: strings.Replace(metadata, "https://", "", 1)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			var seen []any
			observer := whatsapp.Observer{
				AttemptDone:   func(_ context.Context, info whatsapp.AttemptInfo) { seen = append(seen, info) },
				OperationDone: func(_ context.Context, info whatsapp.OperationResult) { seen = append(seen, info) },
			}
			logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			transport := roundTripper(func(request *http.Request) (*http.Response, error) {
				switch {
				case request.URL.Host != "graph.facebook.com":
					return test.link(request)
				case test.metadata == "302":
					return answer(302, `<a href="`+signedLink+`">Found</a>`, "Location", signedLink)(request)
				case test.metadata != "":
					return answer(200, test.metadata)(request)
				}
				return answer(200, metadata)(request)
			})
			var captured whatsapp.Response
			capture := whatsapp.CaptureResponse(&captured)
			client := newClient(t, transport, whatsapp.WithLogger(logger), whatsapp.WithObserver(observer), once)
			for _, fetch := range []func() error{
				func() error {
					_, err := client.Media.Download(t.Context(), mediaID, io.Discard, nil, once, capture)
					return err
				},
				func() error {
					info, err := client.Media.Get(t.Context(), mediaID, once)
					seen = append(seen, info)
					if info != nil {
						logger.Info("media", "info", info, "url", info.URL, "value", *info)
						seen = append(seen, *info, info.URL.String(), fmt.Sprintf("%q %#v", info.URL, info))
					}
					return err
				},
			} {
				err := fetch()
				if err == nil {
					continue
				}
				logger.Error("failed", "error", err, "response", captured, "any", fmt.Sprintf("%+v %v", err, captured))
				marshalled, _ := json.Marshal(err)
				text := strings.Join([]string{fmt.Sprintf("%v|%+v|%q|%#v", err, err, err, err), printTree(err), log.String(), string(marshalled), fmt.Sprintf("%+v", seen)}, "\n")
				if failure, ok := errors.AsType[*whatsapp.GraphAPIError](err); ok {
					text += string(failure.Body) + string(failure.ErrorData)
				}
				requireNoPiece(t, text, signedPath+"?"+signedQuery, strings.ToUpper(signedPath+"?"+signedQuery), url.QueryEscape(signedPath+"?"+signedQuery),
					"/o1/v/t24/f2/m269/AQPnewplace?oh=02_ZyXwVuTsRq&ext=998877", "01_AdTqRstUvWxYz+9")
			}
		})
	}
}

// A plus is a blank to some servers and itself to others.
func TestMediaLinksInEitherReading(t *testing.T) {
	t.Parallel()
	metadata := `{"id":"` + mediaID + `","url":"https://scontent.xx.fbcdn.net/v/ab+cdef%2Bgh","mime_type":"image/png","file_size":10}`
	for _, quoted := range []string{"ab+cdef+gh", "ab cdef+gh"} {
		server := script(answer(200, metadata), answer(400, `{"error":{"message":"no object `+quoted+`","code":100}}`))
		_, err := newClient(t, server).Media.Download(t.Context(), mediaID, io.Discard, nil)
		require.ErrorContains(t, err, "no object ")
		require.NotContains(t, err.Error(), "cdef")
	}
}

// A redirect that cannot be parsed is refused like any other, by every call.
func TestRedirectsThatCannotBeParsed(t *testing.T) {
	t.Parallel()
	for _, location := range []string{otherLink + "&x=%zz\x7f", "https://[::1" + otherLink, ":" + otherLink, "%zz" + otherLink} {
		header := http.Header{"Location": {location}} // which a transport may share
		server := script(func(request *http.Request) (*http.Response, error) {
			response, err := answer(302, "")(request)
			response.Header = header
			return response, err
		})
		err := do(t.Context(), newClient(t, server), whatsapp.RepeatUnsafe)
		require.Equal(t, location, header.Get("Location"))
		require.ErrorContains(t, err, "the server redirects to")
		requireNoPiece(t, printTree(err), "/o1/v/t24/f2/m269/AQPnewplace?oh=02_ZyXwVuTsRq&ext=998877")
		require.Equal(t, 1, server.count())
		assert.Zero(t, server.openBodies())
	}
}

// A link that holds quotes does not break the JSON of an error.
func TestErrorsWithoutLinksStayJSON(t *testing.T) {
	t.Parallel()
	link := `https://lookaside.fbsbx.com/a?x=%22%7D,%22token%22:%22abcdef`
	transport := roundTripper(func(request *http.Request) (*http.Response, error) {
		if request.URL.Host == "graph.facebook.com" {
			return answer(200, `{"id":"1","url":"`+link+`"}`)(request)
		}
		return answer(400, `{"error":{"message":"bad","code":100,"error_data":{"y":{"x":"1"},"token":"abcdef"}}}`)(request)
	})
	_, err := newClient(t, transport).Media.Open(t.Context(), mediaID)
	marshalled, failed := json.Marshal(err)
	require.NoError(t, failed)
	require.NotContains(t, string(marshalled), `token":"abcdef`)
}
