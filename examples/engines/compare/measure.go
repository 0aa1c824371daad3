package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

const appSecret = "sample app secret" //nolint:gosec // of a sample

var config = webhook.Config{AppSecrets: []string{appSecret}, VerifyToken: "sample verify token"}

// An engine keeps bodies in a folder and passes their events to the callback,
// until it is closed.
type engine struct {
	name string
	open func(ctx context.Context, folder string, callback webhook.Callback) (handler http.Handler, closeAll func(), err error)
}

// A result is what one round has measured.
type result struct {
	acknowledged, processed float64 // a second
	p50, p99                time.Duration
}

// patience is how long a round may take.
const patience = 5 * time.Minute

// measure has an engine that is empty take and process the bodies of a round.
func measure(ctx context.Context, engine engine) (result, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	folder, err := os.MkdirTemp("", "compare")
	if err != nil {
		return result{}, err
	}
	defer os.RemoveAll(folder)
	var left atomic.Int64
	left.Store(int64(*bodies))
	done := make(chan struct{})
	handler, closeAll, err := engine.open(ctx, folder, func(context.Context, webhook.Event) error {
		if left.Add(-1) == 0 {
			close(done)
		}
		return nil
	})
	if err != nil {
		return result{}, err
	}
	defer closeAll()
	requests := make([]*http.Request, *bodies)
	for i := range requests {
		requests[i] = request(ctx, i)
	}

	began := time.Now()
	latencies, err := deliver(handler, requests)
	if err != nil {
		return result{}, err
	}
	acknowledged := time.Since(began)
	select {
	case <-done:
	case <-ctx.Done():
		return result{}, fmt.Errorf("%d events are left: %w", left.Load(), ctx.Err())
	}
	processed := time.Since(began)
	slices.Sort(latencies)
	count := float64(len(requests))
	return result{
		acknowledged: count / acknowledged.Seconds(), processed: count / processed.Seconds(),
		p50: latencies[len(latencies)/2], p99: latencies[len(latencies)*99/100],
	}, nil
}

// deliver delivers all bodies, some at the same time, and returns how long each
// has waited for its answer.
func deliver(handler http.Handler, requests []*http.Request) ([]time.Duration, error) {
	latencies := make([]time.Duration, len(requests))
	var next, refused atomic.Int64
	var delivering sync.WaitGroup
	for range *senders {
		delivering.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(requests); i = int(next.Add(1)) - 1 {
				sent, answer := time.Now(), httptest.NewRecorder()
				handler.ServeHTTP(answer, requests[i])
				latencies[i] = time.Since(sent)
				if answer.Code != http.StatusOK {
					refused.Add(1)
				}
			}
		})
	}
	delivering.Wait()
	if refused.Load() > 0 {
		return nil, fmt.Errorf("%d bodies were refused", refused.Load())
	}
	return latencies, nil
}

// request returns a signed body with a text message. There are a thousand
// people.
func request(ctx context.Context, i int) *http.Request {
	body := fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":%q,"changes":[{"field":"messages","value":{`+
		`"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100000","phone_number_id":%q},`+
		`"contacts":[{"profile":{"name":"Somebody"},"wa_id":"1555%07d"}],`+
		`"messages":[{"from":"1555%07d","id":"wamid.%d","timestamp":"1700000000","type":"text","text":{"body":"Is my order on its way?"}}]}}]}]}`,
		graphtest.WABAID, graphtest.PhoneNumberID, i%1000, i%1000, i)
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/webhook", strings.NewReader(body))
	r.Header.Set(webhook.SignatureHeader, webhook.Sign([]byte(body), appSecret))
	return r
}
