package otp

import "context"

// A Sender brings a code to a phone number.
type Sender interface {
	// SendCode sends the code to a number in the form +15550100, and returns when
	// its context ends. The service never repeats it: repeat inside it only what
	// cannot arrive twice.
	SendCode(ctx context.Context, to, code string) error
}

// SenderFunc makes a function a [Sender].
type SenderFunc func(ctx context.Context, to, code string) error

// SendCode calls f.
func (f SenderFunc) SendCode(ctx context.Context, to, code string) error { return f(ctx, to, code) }
