package otp_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/otp"
)

const (
	number = "+15550100"
	apiKey = "0123456789abcdef-api-key"
)

var key = []byte("0123456789abcdef0123456789abcdef")

type sentCode struct{ to, code string }

// outbox is a sender that records what it is given, and fails if it has an
// error.
type outbox struct {
	mutex sync.Mutex
	sent  []sentCode
	err   error
}

func (o *outbox) SendCode(_ context.Context, to, code string) error {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.sent = append(o.sent, sentCode{to, code})
	return o.err
}

func (o *outbox) all() []sentCode {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return slices.Clone(o.sent)
}

// last returns the latest code.
func (o *outbox) last(t *testing.T) string {
	t.Helper()
	sent := o.all()
	require.NotEmpty(t, sent)
	return sent[len(sent)-1].code
}

// newService returns a service that sends to the outbox. The config has only
// what differs from the default.
func newService(t *testing.T, config otp.Config) (*otp.Service, *outbox) {
	t.Helper()
	sender := &outbox{}
	if config.Sender == nil {
		config.Sender = sender
	}
	if config.Key == nil {
		config.Key = key
	}
	service, err := otp.New(config)
	require.NoError(t, err)
	return service, sender
}

// wrong returns a different code of the same length.
func wrong(code string) string {
	if code[0] == '0' {
		return "1" + code[1:]
	}
	return "0" + code[1:]
}

func requireWait(t *testing.T, err error, want time.Duration) {
	t.Helper()
	require.ErrorIs(t, err, otp.ErrRateLimited)
	limit, ok := errors.AsType[*otp.RateLimitError](err)
	require.True(t, ok)
	require.Equal(t, want, limit.RetryAfter)
}

var errDown = errors.New("connection refused")
