package otp

import "context"

// A Sender sends codes to phone numbers.
type Sender interface {
	// SendCode sends the code to a number in the form +15550100. It must return
	// when its context ends. The service never calls it twice for one code;
	// SendCode itself should retry only what cannot arrive twice.
	SendCode(ctx context.Context, to, code string) error
}

// SenderFunc is a function as a [Sender].
type SenderFunc func(ctx context.Context, to, code string) error

// SendCode calls f.
func (f SenderFunc) SendCode(ctx context.Context, to, code string) error { return f(ctx, to, code) }
