package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/wabakit/whatsapp/benchmarks/internal/abx"
	"github.com/wabakit/whatsapp/webhook"
)

var oneEvent = figures{Time: 0.36, Allocs: 12}

const webhookHead = `{"object":"whatsapp_business_account","entry":[{"id":"` + wabaID + `","changes":[`

const textWebhook = webhookHead + `{"value":{"messaging_product":"whatsapp",` +
	`"metadata":{"display_phone_number":"15550100100","phone_number_id":"` + phoneNumberID + `"},` +
	`"contacts":[{"profile":{"name":"WhatsApp user","username":"quiet_reader"},"wa_id":"15550100142",` +
	`"user_id":"US.13491208655302741918"}],"messages":[{"from":"15550100142",` +
	`"from_user_id":"US.13491208655302741918","id":"wamid.HBgLMTU1NTAxMDAxNDIVAgASGBQ3AB676E2F4FA0001",` +
	`"timestamp":"1760000001","type":"text","text":{"body":"Is the shop in the old town open on Sunday?"}}]},` +
	`"field":"messages"}]}]}`

var statusWebhook = batchWebhook(1)

// batchWebhook returns a body with many statuses, as a busy number receives.
func batchWebhook(updates int) string {
	var body strings.Builder
	body.WriteString(webhookHead)
	for i := range updates {
		if i > 0 {
			body.WriteByte(',')
		}
		fmt.Fprintf(&body, `{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100100",`+
			`"phone_number_id":"`+phoneNumberID+`"},"statuses":[{"id":"wamid.HBgLMTU1NTAxMDAxNDIVAgARGBI5QTND%04d",`+
			`"status":"delivered","timestamp":"1760000000","recipient_id":"1555010%04d","pricing":{"billable":true,`+
			`"pricing_model":"PMP","type":"regular","category":"marketing"}}]},"field":"messages"}`, i, i)
	}
	body.WriteString(`]}]}`)
	return body.String()
}

// measureWebhook verifies, parses and dispatches a body. The floor only reads
// and verifies it.
func measureWebhook(body string, updates int, goal figures) func(context.Context, settings) ([]result, error) {
	return func(ctx context.Context, s settings) ([]result, error) {
		seen := 0
		handler, err := webhook.NewHandler(webhook.Config{AppSecrets: []string{appSecret}, VerifyToken: "verify token"},
			func(_ context.Context, event webhook.Event) error {
				seen += countUpdate(event)
				return nil
			})
		if err != nil {
			return nil, err
		}
		raw := rawWebhook(func(value *rawValue) { seen += len(value.Messages) + len(value.Statuses) })
		floor := webhookFloor(func([]byte) error { seen += updates; return nil })
		var implementations []abx.Implementation
		for _, one := range []struct {
			name    string
			handler http.Handler
		}{
			{"raw", raw}, {"raw again", raw}, {"read and HMAC only", floor}, {"whatsapp", handler},
		} {
			post := poster(ctx, one.handler, body)
			implementations = append(implementations, abx.Implementation{Name: one.name, Run: func() error {
				seen = 0
				if status := post(); status != http.StatusOK || seen != updates {
					return errWrongAnswer
				}
				return nil
			}})
		}
		return s.inMemory(map[string]figures{"whatsapp": goal}, implementations...)
	}
}

func countUpdate(event webhook.Event) int {
	switch event.(type) {
	case *webhook.MessageEvent, *webhook.StatusEvent:
		return 1
	}
	return 0
}

// poster posts the same signed body repeatedly, as cheaply as possible.
func poster(ctx context.Context, handler http.Handler, body string) func() int {
	content := []byte(body)
	reader := bytes.NewReader(content)
	request := (&http.Request{
		Method:        http.MethodPost,
		Header:        http.Header{webhook.SignatureHeader: {webhook.Sign(content, appSecret)}},
		Body:          io.NopCloser(reader),
		ContentLength: int64(len(content)),
	}).WithContext(ctx)
	writer := &discard{header: http.Header{}}
	return func() int {
		reader.Reset(content)
		writer.status = http.StatusOK
		handler.ServeHTTP(writer, request)
		return writer.status
	}
}

// discard is a response that nobody reads.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }
func (d *discard) WriteHeader(status int)      { d.status = status }
