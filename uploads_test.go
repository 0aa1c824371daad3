package whatsapp_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

const (
	sampleHandle = "4::YXBwbGljYXRpb24vcGRm:ARYq:e:1772442000"
	sampleUpload = "%PDF-56789"
)

func sampleFile() whatsapp.File {
	return whatsapp.File{Content: strings.NewReader(sampleUpload), Name: "receipt.pdf"}
}

func uploadMethods() []method {
	upload := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return idResult(client.Uploads.Upload(ctx, id, sampleFile(), opts...))
	}
	startOf := func(name string) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			request := whatsapp.StartUploadRequest{FileName: name, FileLength: 10, FileType: "application/pdf"}
			return result(client.Uploads.Start(ctx, id, request, opts...))
		}
	}
	get := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Uploads.Get(ctx, id, opts...))
	}
	resume := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return idResult(client.Uploads.Resume(ctx, id, sampleFile(), opts...))
	}
	started, halfway := &whatsapp.UploadSession{ID: sessionID}, &whatsapp.UploadSession{ID: sessionID, FileOffset: 6}
	const start, session = "POST /{app-id}/uploads", "GET /{upload-session-id}"
	return []method{
		{
			name: "Uploads.Upload", operation: start, repeat: whatsapp.RepeatSafe, id: appID,
			cases: []exchange{{fixtures: []string{"uploads/upload_start", "uploads/upload_send"}, call: upload, want: sampleHandle}},
		},
		{
			name: "Uploads.Start", operation: start, repeat: whatsapp.RepeatSafe, id: appID,
			cases: []exchange{
				one("uploads/start_success", startOf("receipt.pdf"), started),
				one("uploads/start_without_name", startOf(""), started),
			},
		},
		{
			name: "Uploads.Get", operation: session, repeat: whatsapp.RepeatSafe, id: sessionID, session: true,
			cases: []exchange{
				one("uploads/get_success", get, halfway),
				one("uploads/get_text_offset", get, halfway),
			},
		},
		{
			name: "Uploads.Resume", operation: session, repeat: whatsapp.RepeatSafe, id: sessionID, session: true,
			cases: []exchange{
				{fixtures: []string{"uploads/resume_offset", "uploads/resume_send"}, call: resume, want: sampleHandle},
				{fixtures: []string{"uploads/resume_complete_offset", "uploads/resume_complete_send"}, call: resume, want: sampleHandle},
			},
		},
	}
}

const sessionRoute = "POST /{upload}"

func pdfOf(size int) string { return "%PDF-" + strings.Repeat("0123456789", size/10) }

func TestUploadSessionsGoOnWhereTheyBroke(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		faults   []graphtest.Fault
		requests int
	}{
		"without a failure":      {nil, 2},
		"dropped within":         {[]graphtest.Fault{graphtest.DropWithin(1000)}, 4},
		"dropped within, twice":  {[]graphtest.Fault{graphtest.DropWithin(1000), graphtest.DropWithin(50000)}, 6},
		"dropped ten times":      {slices.Repeat([]graphtest.Fault{graphtest.DropWithin(1000)}, 10), 22},
		"dropped before":         {[]graphtest.Fault{graphtest.DropBefore()}, 4},
		"dropped after the file": {[]graphtest.Fault{graphtest.DropAfter()}, 4},
		"asked again":            {[]graphtest.Fault{graphtest.UploadError(500, true, "try again")}, 4},
		"throttled":              {[]graphtest.Fault{graphtest.Throttled(4, 0)}, 4},
		"refused connection":     {[]graphtest.Fault{graphtest.Refused()}, 3},
		"a proxy's page":         {[]graphtest.Fault{graphtest.HTMLError(http.StatusBadGateway)}, 4},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := world(t)
				server.Script(sessionRoute, test.faults...)
				content := pdfOf(100000)
				handle, err := client.Uploads.Upload(t.Context(), graphtest.AppID, whatsapp.File{Content: strings.NewReader(content), Name: "offer.pdf"})
				require.NoError(t, err)
				require.Regexp(t, "^4::", handle)
				requests := server.Requests()
				require.Len(t, requests, test.requests)
				stored, found := server.UploadedFile(strings.TrimPrefix(requests[1].Path, "/v23.0/"))
				require.True(t, found)
				require.Equal(t, content, string(stored), "every byte once")
			})
		})
	}
}

// What a call does not finish, a later one does.
func TestUploadSessionsAreTakenUpLater(t *testing.T) {
	t.Parallel()
	server, client := world(t)
	content := pdfOf(100000)
	file := func() whatsapp.File { return whatsapp.File{Content: strings.NewReader(content)} }
	server.Script(sessionRoute, graphtest.DropWithin(1000))
	_, err := client.Uploads.Upload(t.Context(), graphtest.AppID, file(), whatsapp.WithMaxRetries(0))
	var failure *whatsapp.UploadError
	require.ErrorAs(t, err, &failure)
	require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)

	kept, err := json.Marshal(failure.Session)
	require.NoError(t, err)
	var session whatsapp.UploadSession
	require.NoError(t, json.Unmarshal(kept, &session))
	handle, err := client.Uploads.Resume(t.Context(), session.ID, file())
	require.NoError(t, err)
	require.NotEmpty(t, handle)
	stored, _ := server.UploadedFile(session.ID)
	require.Equal(t, content, string(stored))
	requests := server.Requests()
	require.Equal(t, content[1000:], string(requests[len(requests)-1].Body), "only what was missing")

	again, err := client.Uploads.Resume(t.Context(), session.ID, file())
	require.NoError(t, err)
	require.Equal(t, handle, again, "the handle can be had again")
}

// Every kind of source can be resumed, unless its bytes are gone.
func TestSourcesOfUploadSessions(t *testing.T) {
	t.Parallel()
	content := pdfOf(100000)
	for name, file := range sourcesOf(t, content) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, client := world(t)
			client, err := client.Clone(impatient)
			require.NoError(t, err)
			server.Script(sessionRoute, graphtest.DropWithin(1000))
			file.MIMEType = "application/pdf"
			_, err = client.Uploads.Upload(t.Context(), graphtest.AppID, file)
			if canBeReadAgain(name) {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, "cannot be read a second time")
			require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown, "the cause is named too")
			require.Len(t, server.Requests(), 3, "the start, the file, and the offset")
			var failure *whatsapp.UploadError
			require.ErrorAs(t, err, &failure)
			require.EqualValues(t, 1000, failure.Session.FileOffset)

			later := whatsapp.File{Content: onlyReader{strings.NewReader(content)}, Size: int64(len(content)), MIMEType: "application/pdf"}
			_, err = client.Uploads.Resume(t.Context(), failure.Session.ID, later)
			require.NoError(t, err, "from the first byte again, of which some are passed over")
		})
	}
}

func TestUploadSessionsThatCannotGoOn(t *testing.T) {
	t.Parallel()
	start := answer(200, `{"id":"`+sessionID+`"}`)
	at := func(offset int) step {
		return answer(200, fmt.Sprintf(`{"id":%q,"file_offset":%d}`, sessionID, offset))
	}
	dropped := fail(io.ErrUnexpectedEOF)
	tests := map[string]struct {
		steps    []step
		problem  string
		requests int
	}{
		"refused":             {[]step{start, answer(400, `{"debug_info":{"retriable":false,"type":"OffsetInvalidError","message":"wrong offset"}}`)}, "wrong offset (HTTP 400)", 2},
		"beyond the file":     {[]step{start, dropped, at(11)}, "offset 11 of the session is outside the file of 10 bytes", 3},
		"before the file":     {[]step{start, dropped, at(-1)}, "offset -1 of the session is outside the file", 3},
		"gone":                {[]step{start, dropped, answer(404, graphError("100"))}, "HTTP 404", 3},
		"dropped for good":    {[]step{start, dropped, at(0), dropped, at(0), dropped, at(0), dropped, at(0), dropped}, "unexpected EOF", 10},
		"no handle, for good": {[]step{start, at(10), at(10), at(10), at(10)}, `has no "h"`, 12},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := script(test.steps...)
			handle, err := newClient(t, server, impatient).Uploads.Upload(t.Context(), appID, sampleFile())
			require.Empty(t, handle)
			require.ErrorContains(t, err, test.problem)
			require.NotContains(t, err.Error(), "ATuQhash")
			require.Equal(t, test.requests, server.count())
		})
	}
}

// An id is sent as it is, so it has letters, digits and some marks only.
func TestCharactersOfSessionIDs(t *testing.T) {
	t.Parallel()
	server := script(answer(200, `{"id":"1","file_offset":0}`))
	client := newClient(t, server)
	_, err := client.Uploads.Get(t.Context(), "upload:09AZaz-._~=+:?sig=09AZaz-._~=+:&x=%2B")
	require.NoError(t, err)
	require.Equal(t, "/v23.0/upload:09AZaz-._~=+:?sig=09AZaz-._~=+:&x=%2B", server.requests[0].URL.RequestURI())
	for _, id := range []string{"upload:a/b", "upload:a@", "upload:a[", "upload:a`", "upload:a{", "upload:a;", "upload:a%41", "upload:a?b/c", "upload:a?b#c", "upload:", "a"} {
		_, err := client.Uploads.Get(t.Context(), id)
		require.ErrorIs(t, err, whatsapp.ErrInvalidRequest, id)
	}
	require.Equal(t, 1, server.count())
}

// A wait that Meta asks for is made before the transfer goes on, too.
func TestUploadsWaitAsAsked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		busy := answer(500, `{"debug_info":{"retriable":true,"message":"busy"}}`, "Retry-After", "30")
		server := script(answer(200, `{"id":"`+sessionID+`"}`), busy, busy, answer(200, fmt.Sprintf(`{"id":%q,"file_offset":0}`, sessionID)), answer(200, `{"h":"4::handle"}`))
		started := time.Now()
		_, err := newClient(t, server).Uploads.Upload(t.Context(), appID, sampleFile(), whatsapp.WithMaxRetries(1))
		require.NoError(t, err)
		require.GreaterOrEqual(t, time.Since(started), time.Minute, "once before the same request, once before the next")
	})
}

// The bytes that a session has from the start are not progress.
func TestUploadSessionsResumedInVain(t *testing.T) {
	t.Parallel()
	steps := []step{}
	for range 6 {
		steps = append(steps, answer(200, `{"file_offset":4}`), fail(io.ErrUnexpectedEOF))
	}
	server := script(steps...)
	_, err := newClient(t, server, impatient).Uploads.Resume(t.Context(), sessionID, sampleFile(), whatsapp.WithMaxRetries(2))
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.Equal(t, 6, server.count(), "three times the offset, and the file")
}

// A file that has become shorter than what Meta has of it.
func TestUploadSessionOfAShorterFile(t *testing.T) {
	t.Parallel()
	server := script(answer(200, fmt.Sprintf(`{"id":%q,"file_offset":8}`, sessionID)))
	file := whatsapp.File{Size: 10, MIMEType: "application/pdf", Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("short")), nil
	}}
	_, err := newClient(t, server, impatient).Uploads.Resume(t.Context(), sessionID, file)
	require.ErrorIs(t, err, io.EOF)
	require.ErrorContains(t, err, "skip the first 8 bytes of the file")
	require.Equal(t, 1, server.count(), "the file never reached the server")
}

// Taking an upload up again is paid for from the budget that ends retry storms.
func TestUploadsTakeFromTheBudget(t *testing.T) {
	t.Parallel()
	var client *whatsapp.Client
	empty := func(request *http.Request) (*http.Response, error) {
		if strings.Contains(request.URL.Path, "/thing") {
			return answer(500, transientBody)(request)
		}
		assert.Error(t, do(request.Context(), client, whatsapp.RepeatSafe))
		return nil, io.ErrUnexpectedEOF
	}
	server := script(answer(200, `{"id":"`+sessionID+`"}`), empty)
	client = newClient(t, server, whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{BaseWait: 1, Budget: 1}))
	_, err := client.Uploads.Upload(t.Context(), appID, sampleFile())
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.Equal(t, 4, server.count(), "the start, the file, and the two that have used the budget up")
}

func TestUploadSessionErrors(t *testing.T) {
	t.Parallel()
	body := `{"debug_info":{"retriable":true,"type":"ProcessingFailedError","message":"Try EAAsecrettoken again"}}`
	_, err := newClient(t, script(answer(500, body))).Uploads.Get(t.Context(), sessionID, once)
	var failure *whatsapp.GraphAPIError
	require.ErrorAs(t, err, &failure)
	require.Equal(t, "Try [REDACTED] again", failure.Message)
	require.Equal(t, "ProcessingFailedError", failure.Type)
	require.True(t, failure.IsTransient)
	require.ErrorIs(t, err, whatsapp.ErrTransient)
	require.Equal(t, "GET /{upload-session-id}", failure.Operation)

	var decoded whatsapp.GraphAPIError
	require.NoError(t, json.Unmarshal([]byte(body), &decoded))
	require.Equal(t, "Try EAAsecrettoken again", decoded.Message)
	require.True(t, decoded.IsTransient)

	server := script(answer(400, body), answer(200, `{"file_offset":3}`))
	session, err := newClient(t, server, impatient).Uploads.Get(t.Context(), sessionID)
	require.NoError(t, err)
	require.Equal(t, &whatsapp.UploadSession{FileOffset: 3}, session)
}

func TestUploadsAreCheckedBeforeTheyStart(t *testing.T) {
	t.Parallel()
	transport, log := replay(t)
	client := newClient(t, transport)
	const types = "application/pdf, image/jpeg, image/jpg, image/png, video/mp4"
	_, err := client.Uploads.Start(t.Context(), appID, whatsapp.StartUploadRequest{FileType: "image/webp"})
	requireViolations(t, err, "file_length must be the number of bytes, not 0", `file_type must be one of `+types+`, not "image/webp"`)
	_, err = client.Uploads.Upload(t.Context(), appID, whatsapp.File{})
	requireViolations(t, err, "file needs Content or Open, and not both")
	_, err = client.Uploads.Resume(t.Context(), sessionID, whatsapp.File{})
	requireViolations(t, err, "file needs Content or Open, and not both")
	require.Empty(t, log.sent())
	_, err = newClient(t, script(answer(200, success))).Uploads.Start(t.Context(), appID, whatsapp.StartUploadRequest{FileLength: 1, FileType: "image/png"}, once)
	require.ErrorContains(t, err, `has no "id"`)
}

// The id of a session becomes a part of the URL as it is, and must not lead
// anywhere else.
func TestSessionIDsThatLeadElsewhere(t *testing.T) {
	t.Parallel()
	for _, id := range []string{
		"upload:", "upload:?sig=x", "Upload:a", "123", "uploads", " upload:a", "upload:a/b", "upload:../me", `upload:a\b`, "upload:a#b",
		"upload:a?sig=x#y", "upload:a?sig=x?y", "upload:a%2Fb", "upload:a b", "upload:a\r\nX: y", "upload:a?sig=x\r\nX: y", "upload:ключ",
		"upload:a?sig=x/../y", "//elsewhere.test/upload:a", "https://elsewhere.test/upload:a", "upload:a@elsewhere.test", "upload:a;b",
		"@upload:a", "upload:a?sig=x y", "upload:\x00",
	} {
		for _, opts := range [][]whatsapp.RequestOption{nil, {whatsapp.WithoutValidation()}} {
			transport, log := replay(t)
			_, err := newClient(t, transport).Uploads.Get(t.Context(), id, opts...)
			requireViolations(t, err, `upload-session-id is not of the form "upload:MTph...?sig=..."; use the id that Start returned`)
			_, err = newClient(t, transport).Uploads.Resume(t.Context(), id, sampleFile(), opts...)
			require.ErrorIs(t, err, whatsapp.ErrInvalidRequest, id)
			require.Empty(t, log.sent())
		}
	}
}

// An id that carries a token would send it in the URL.
func TestSessionIDsCarryNoCredentials(t *testing.T) {
	t.Parallel()
	for id, problem := range map[string]string{
		sessionID + "&access_token=opaque-token-1":          "use WithToken",
		"upload:MTph?access%5Ftoken=opaque-token-1":         "use WithToken",
		"upload:MTph?sig=x&appsecret_proof=opaque-token-1":  "use WithToken",
		"upload:MTph?access_token=opaque-token-1%zz&sig=x":  "upload-session-id has a malformed query",
		"upload:MTph?access_token%zz=opaque-token-1&sig=xy": "upload-session-id has a malformed query",
	} {
		transport, log := replay(t)
		_, err := newClient(t, transport).Uploads.Get(t.Context(), id, whatsapp.WithoutValidation())
		require.ErrorContains(t, err, problem)
		require.NotContains(t, err.Error(), "opaque")
		require.Empty(t, log.sent())
	}
}

// Whoever has a session's id can write to it: what quotes it prints without.
func TestSessionIDsStaySecret(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]step{
		"page":       answer(404, "no such thing: "+sessionID),
		"path":       answer(404, "no such thing: /v23.0/"+strings.Split(sessionID, "?")[0]),
		"debug_info": answer(400, `{"debug_info":{"retriable":false,"type":"x","message":"`+sessionID+`"}}`),
		"answer":     answer(200, `{"id":"`+sessionID+`","file_offset":{}}`),
		"connection": fail(errors.New("proxy: POST " + sessionID)),
	} {
		_, err := newClient(t, script(step)).Uploads.Get(t.Context(), sessionID, once)
		require.Error(t, err)
		marshalled, _ := json.Marshal(err)
		requireNoPiece(t, printTree(err)+string(marshalled), strings.TrimPrefix(sessionID, "upload:"))
		_, err = newClient(t, script(step)).Uploads.Resume(t.Context(), sessionID, sampleFile(), once)
		require.Error(t, err, name)
		requireNoPiece(t, printTree(err), strings.TrimPrefix(sessionID, "upload:"))
	}
	_, err := newClient(t, script(answer(200, `{"id":"`+sessionID+`"`))).Uploads.Upload(t.Context(), appID, sampleFile(), once)
	marshalled, _ := json.Marshal(err)
	requireNoPiece(t, printTree(err)+string(marshalled), strings.TrimPrefix(sessionID, "upload:"))
}

// The id's spelling survives, with parameters and the proof behind it.
func TestSessionIDsAreSentAsTheyAre(t *testing.T) {
	t.Parallel()
	for _, id := range []string{
		"upload:MTphdHRhY2htZW50OjZmNTA=?sig=ARZqkGCA_uQMxC8nHKI", "upload:MTph==", "upload:a-b._~+:c?sig=a%2Bb+c~&x=%C3%BC&x=1",
	} {
		server := script(answer(200, `{"file_offset":0}`))
		client := newClient(t, server)
		_, err := client.Uploads.Get(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, "/v23.0/"+id, server.requests[0].URL.RequestURI())

		server = script(answer(500, transientBody), answer(200, `{"file_offset":0}`))
		client = newClient(t, server, whatsapp.WithAppSecret(appSecret), impatient)
		_, err = client.Uploads.Get(t.Context(), id)
		require.NoError(t, err)
		for _, request := range server.requests {
			path, query, signed := strings.Cut(id, "?")
			if signed {
				query += "&"
			}
			require.Regexp(t, "^"+regexp.QuoteMeta("/v23.0/"+path+"?"+query)+`appsecret_proof=[0-9a-f]{64}&appsecret_time=\d+$`, request.URL.RequestURI())
		}
	}
}

// The header's underscore and small letters are what arrives, byte for byte.
func TestFileOffsetOnTheWire(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { listener.Close() })
	received := make(chan string, 1)
	go func() {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		defer connection.Close()
		reader := bufio.NewReader(connection)
		head := ""
		for !strings.HasSuffix(head, "\r\n\r\n") {
			line, err := reader.ReadString('\n')
			if err != nil {
				break
			}
			head += line
		}
		received <- head
		io.WriteString(connection, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		io.Copy(io.Discard, reader)
	}()
	server := script(answer(200, `{"file_offset":4}`))
	socket := &http.Transport{}
	t.Cleanup(socket.CloseIdleConnections)
	transport := roundTripper(func(request *http.Request) (*http.Response, error) {
		if request.Method == http.MethodGet {
			return server.RoundTrip(request)
		}
		return socket.RoundTrip(request)
	})
	client := newClient(t, transport, whatsapp.WithBaseURL("http://"+listener.Addr().String()), once)
	_, err = client.Uploads.Resume(t.Context(), sessionID, sampleFile())
	require.ErrorIs(t, err, whatsapp.ErrInvalidRequest)
	head := <-received
	require.True(t, strings.HasPrefix(head, "POST /v23.0/"+sessionID+" HTTP/1.1\r\n"), head)
	require.Contains(t, head, "\r\nfile_offset: 4\r\n")
	require.Contains(t, head, "\r\nContent-Length: 6\r\n")
	require.Contains(t, head, "\r\nAuthorization: OAuth "+testToken+"\r\n")
	require.NotContains(t, head, "Transfer-Encoding")
}

func TestUploadSessionPrintsRedacted(t *testing.T) {
	t.Parallel()
	session := whatsapp.UploadSession{ID: sessionID, FileOffset: 7}
	failure := &whatsapp.UploadError{Session: session, Err: errors.New("broken")}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("upload", "session", session, "pointer", &session, "error", failure)
	text := log.String()
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		text += fmt.Sprintf(format+format+format, session, &session, failure)
	}
	require.NotContains(t, text, "ATuQhash")
	require.NotContains(t, text, "MTphdHRh")
	require.Contains(t, text, "upload:[REDACTED] at byte 7")
	require.EqualError(t, failure, "broken; the upload session is at byte 7")
}

// An upload session says itself that it has not taken a part, and asks for it
// again.
func TestRetriableUploadsAreNotUnknown(t *testing.T) {
	t.Parallel()
	server := script(
		answer(200, `{"id":"upload:MTph","file_offset":0}`),
		answer(400, `{"debug_info":{"retriable":true,"type":"t","message":"not now"}}`))
	file := whatsapp.File{Content: strings.NewReader("four"), Size: 4}
	_, err := newClient(t, server).Uploads.Resume(t.Context(), "upload:MTph", file, whatsapp.WithMaxRetries(0))
	require.ErrorIs(t, err, whatsapp.ErrTransient)
	require.NotErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
}
