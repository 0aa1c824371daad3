package webhook_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/wabakit/whatsapp/webhook"
)

// A callback that takes longer than Meta waits finishes on its own, and the
// next delivery finds the event done.
func ExampleDeduplicate_slowCallback() {
	var hangUp func()
	slow := func(ctx context.Context, event webhook.Event) error {
		hangUp() // Meta does not wait any longer
		if ctx.Err() != nil {
			return ctx.Err()
		}
		fmt.Println("processed", event.Key())
		return nil
	}
	once := webhook.Deduplicate(webhook.NewMemoryStore(0, 0), slow)
	handler, err := webhook.NewHandler(webhook.Config{
		AppSecrets:  []string{"the app secret"},
		VerifyToken: "the verify token",
	}, func(ctx context.Context, event webhook.Event) error {
		return once(context.WithoutCancel(ctx), event)
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	for range 2 {
		request := httptest.NewRequest(http.MethodPost, "/webhook", strings.NewReader(exampleBody))
		request.Header.Set(webhook.SignatureHeader, webhook.Sign([]byte(exampleBody), "the app secret"))
		ctx, cancel := context.WithCancel(context.Background())
		hangUp = cancel
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, request.WithContext(ctx))
		cancel()
		fmt.Println("answer:", answer.Code)
	}
	// Output:
	// processed wamid.HBgL
	// answer: 200
	// answer: 200
}
