package whatsapp

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"time"
)

// An attempt holds what a transport gets to see. A transport may keep any of it
// after the call has ended, so an attempt is never reused. Its parts share one
// allocation.
type attempt struct {
	request http.Request
	target  url.URL
	content bytes.Reader // the request's body, unless it streams
	answer  attemptBody
	guard   *sendGuard // nil if repeating the operation does no harm
}

func newAttempt(guarded bool) *attempt {
	if !guarded {
		return new(attempt)
	}
	var both struct {
		attempt attempt
		guard   sendGuard
	}
	both.attempt.guard = &both.guard
	return &both.attempt
}

// begin makes the attempt's request from that of the call, and starts its
// timeout.
func (a *attempt) begin(c *call, request *http.Request) {
	timeout := c.client.config.attemptTimeout
	ctx, cancel := context.WithCancelCause(request.Context())
	// Timers are not pooled: one that was made in a bubble of testing/synctest
	// must not be used outside of it.
	timer := time.AfterFunc(timeout, func() { cancel(&attemptTimeoutError{after: timeout}) })
	a.answer.ctx, a.answer.timer, a.answer.cancel = ctx, timer, cancel
	if a.guard != nil {
		a.guard.method, a.guard.cancel, a.guard.speaksHTTP1 = request.Method, cancel, c.client.config.speaksHTTP1
		ctx = a.guard.watch(ctx)
	}
	cookies := request.Header["Cookie"]
	a.request, a.target = *request.WithContext(ctx), *request.URL
	a.request.URL, a.request.Host, a.request.Header = &a.target, a.target.Host, c.header
	if cookies != nil {
		a.request.Header["Cookie"] = cookies
	}
	a.setBody(c.body)
}

// setBody gives the request its body, unless it streams. The guard decides
// whether net/http may get it a second time.
func (a *attempt) setBody(body []byte) {
	again := a.guard == nil || a.guard.allowsSecondBody()
	switch {
	case body != nil:
		// net/http looks for exactly these types: of a body that is known to be
		// in memory, it sends the beginning together with the header.
		a.content.Reset(body)
		a.request.Body, a.request.ContentLength = io.NopCloser(&a.content), int64(len(body))
		if again {
			a.request.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		}
	case !again:
		a.request.GetBody = nil
	}
}

// attemptBody ends the attempt's context when the body is closed.
type attemptBody struct {
	io.ReadCloser
	ctx    context.Context
	timer  *time.Timer
	cancel context.CancelCauseFunc
	wait   time.Duration // bounds each Read, unless it is zero
}

// Read returns the end of the attempt in place of an error that it has caused.
func (b *attemptBody) Read(buffer []byte) (int, error) {
	if b.wait > 0 {
		b.timer.Reset(b.wait)
		defer b.timer.Stop()
	}
	count, err := b.ReadCloser.Read(buffer)
	if err != nil && err != io.EOF {
		err = b.explain(err)
	}
	return count, err
}

// Close closes the body and ends the attempt.
func (b *attemptBody) Close() error {
	err := b.ReadCloser.Close()
	b.release()
	return err
}

func (b *attemptBody) release() {
	b.timer.Stop()
	b.cancel(nil)
}

func (b *attemptBody) explain(err error) error {
	cause := context.Cause(b.ctx)
	if _, timedOut := cause.(*attemptTimeoutError); timedOut || cause == errReplay {
		return cause
	}
	return err
}

// watchParts calls moved whenever a part of the request's body is read. It
// changes the request.
func watchParts(request *http.Request, moved func()) {
	if request.Body == nil {
		return
	}
	request.Body = &watchedBody{request.Body, moved}
	if again := request.GetBody; again != nil {
		request.GetBody = func() (io.ReadCloser, error) {
			body, err := again()
			if err != nil {
				return nil, err
			}
			return &watchedBody{body, moved}, nil
		}
	}
}

type watchedBody struct {
	io.ReadCloser
	moved func()
}

// Read reports that the body moves.
func (b *watchedBody) Read(buffer []byte) (int, error) {
	count, err := b.ReadCloser.Read(buffer)
	if count > 0 {
		b.moved()
	}
	return count, err
}
