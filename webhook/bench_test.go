package webhook_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

const benchmarkSecret = "benchmark app secret"

// discardWriter is the cheapest possible response writer, so that the
// benchmarks measure the handler.
type discardWriter struct {
	header http.Header
	status int
}

func (w *discardWriter) Header() http.Header         { return w.header }
func (w *discardWriter) Write(p []byte) (int, error) { return len(p), nil }
func (w *discardWriter) WriteHeader(status int)      { w.status = status }

// delivery posts the same signed body again and again.
type delivery struct {
	request *http.Request
	reader  *bytes.Reader
	body    []byte
	writer  *discardWriter
}

func newDelivery(tb testing.TB, body []byte) *delivery {
	tb.Helper()
	request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, "/webhook", nil)
	require.NoError(tb, err)
	request.Header.Set(webhook.SignatureHeader, webhook.Sign(body, benchmarkSecret))
	request.ContentLength = int64(len(body))
	reader := bytes.NewReader(body)
	request.Body = io.NopCloser(reader)
	return &delivery{request: request, reader: reader, body: body, writer: &discardWriter{header: http.Header{}}}
}

func (d *delivery) post(handler http.Handler) int {
	d.reader.Reset(d.body)
	d.writer.status = 0
	handler.ServeHTTP(d.writer, d.request)
	return d.writer.status
}

// plainNotification is what encoding/json needs to fill the same structs in one
// pass.
type plainNotification struct {
	Object string `json:"object"`
	Entry  []struct {
		ID      string `json:"id"`
		Changes []struct {
			Field string `json:"field"`
			Value struct {
				Metadata webhook.Metadata  `json:"metadata"`
				Contacts []webhook.Contact `json:"contacts"`
				Messages []webhook.Message `json:"messages"`
				Statuses []webhook.Status  `json:"statuses"`
			} `json:"value"`
		} `json:"changes"`
	} `json:"entry"`
}

// plainHandler is what one would write without this package: read, HMAC, one
// json.Unmarshal, a loop.
func plainHandler(use func(*webhook.Message, *webhook.Status)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, webhook.DefaultMaxBodyBytes))
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		want, _ := hex.DecodeString(strings.TrimPrefix(r.Header.Get(webhook.SignatureHeader), "sha256="))
		mac := hmac.New(sha256.New, []byte(benchmarkSecret))
		mac.Write(body)
		if !hmac.Equal(mac.Sum(nil), want) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		var notification plainNotification
		if err := json.Unmarshal(body, &notification); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		for i := range notification.Entry {
			for j := range notification.Entry[i].Changes {
				value := &notification.Entry[i].Changes[j].Value
				for k := range value.Messages {
					use(&value.Messages[k], nil)
				}
				for k := range value.Statuses {
					use(nil, &value.Statuses[k])
				}
			}
		}
		w.WriteHeader(http.StatusOK)
	})
}

func benchmarkBodies(tb testing.TB) map[string][]byte {
	tb.Helper()
	return map[string][]byte{
		"text":   seed(tb, "messages_text.json"),
		"status": seed(tb, "messages_status_sent.json"),
		"batch":  statusBatch(1000),
	}
}

// statusBatch is one body with a change for each of n statuses, as a busy
// number receives it.
func statusBatch(n int) []byte {
	var b strings.Builder
	b.WriteString(`{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100100",`+
			`"phone_number_id":"106540352242922"},"statuses":[{"id":"wamid.batch%04d","status":"delivered",`+
			`"timestamp":"1760000000","recipient_id":"1555010%04d","pricing":{"billable":true,"pricing_model":"PMP",`+
			`"type":"regular","category":"marketing"}}]},"field":"messages"}`, i, i)
	}
	b.WriteString(`]}]}`)
	return []byte(b.String())
}

// BenchmarkHandler compares the handler with what one would write without it,
// on the same bodies and structs.
func BenchmarkHandler(b *testing.B) {
	events := 0
	handler, err := webhook.NewHandler(webhook.Config{AppSecrets: []string{benchmarkSecret}, VerifyToken: verifyToken},
		func(context.Context, webhook.Event) error { events++; return nil })
	require.NoError(b, err)
	plain := plainHandler(func(*webhook.Message, *webhook.Status) { events++ })

	bodies := benchmarkBodies(b)
	for _, name := range []string{"text", "status", "batch"} {
		b.Run(name+"/webhook", func(b *testing.B) { benchmarkPost(b, handler, bodies[name]) })
		b.Run(name+"/encoding-json", func(b *testing.B) { benchmarkPost(b, plain, bodies[name]) })
	}
}

func benchmarkPost(b *testing.B, handler http.Handler, body []byte) {
	d := newDelivery(b, body)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if d.post(handler) != http.StatusOK {
			b.Fatal("refused")
		}
	}
}
