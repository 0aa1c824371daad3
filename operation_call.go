package whatsapp

import (
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/wabakit/whatsapp/internal/redact"
)

// A call is one operation on its way to an answer. go-retryablehttp sends and
// waits; after each attempt it asks check, which reads the answer, decides and
// keeps what the caller will get.
type call struct {
	client   *Client
	op       Operation
	settings requestSettings
	out      any  // where the answer is decoded; nil to check for success only
	stream   bool // leave the body of a good answer to the caller

	engine   retryablehttp.Client
	checks   retryablehttp.CheckRetry // the method check, bound once
	http     http.Client
	request  retryablehttp.Request
	first    http.Request // what request holds before the first attempt
	target   url.URL      // where it goes
	query    string       // the target's query without proof
	body     []byte       // the request's body, unless it streams
	mimeType []string     // of the request's body
	header   http.Header  // the attempt's
	token    string       // the attempt's token and proof, to keep them out of errors
	proof    string
	renewed  bool   // the token source was asked for another token
	another  string // that token, until it is used
	location string // where the latest answer leads
	attempts int
	started  time.Time        // the attempt's start, if anybody is told about attempts
	limited  io.LimitedReader // what is read of its answer
	status   int
	unsent   bool    // the last attempt got no answer, and cannot have been carried out
	doubtful bool    // an earlier attempt may have been carried out, although it was refused
	decided  bool    // the last attempt was final
	err      failure // what the last attempt has shown; nil after success
	skipped  []SkippedMember

	lastWait  time.Duration // for the place of the latest attempt
	placeWait time.Duration // for all places
	throttles int           // attempts that were refused for their pace
}

// A failure is the error of an attempt: a *GraphAPIError or a *TransportError.
type failure interface {
	error
	// advises returns the wait that the error asks for, and what is known about
	// its code.
	advises() (time.Duration, *errorCode)
	// markUnknown notes that the request may have been carried out, and how to
	// find out; empty advice means the usual one.
	markUnknown(advice string)
	// giveUp notes why there is no further attempt.
	giveUp(reason string)
}

// decode performs an operation whose answer is a T.
func decode[T any](ctx context.Context, client *Client, op Operation, opts []RequestOption) (*T, error) {
	out := new(T)
	if err := client.perform(ctx, op, out, opts); err != nil {
		return nil, err
	}
	return out, nil
}

// perform carries out an operation and decodes the answer into out.
func (c *Client) perform(ctx context.Context, op Operation, out any, opts []RequestOption) error {
	_, err := c.send(ctx, op, out, false, opts)
	return err
}

// send carries out an operation. With stream, the body of the answer is left
// open for the caller.
func (c *Client) send(ctx context.Context, op Operation, out any, stream bool, opts []RequestOption) (*http.Response, error) {
	settings, err := c.settingsOf(opts)
	if err != nil {
		return nil, err
	}
	if err := validate(&op, &settings); err != nil {
		return nil, err
	}
	current := calls.Get().(*call)
	current.client, current.op, current.settings = c, op, settings
	current.out, current.stream = out, stream
	response, err := current.carryOut(ctx)
	*current = call{checks: current.checks}
	calls.Put(current)
	return response, err
}

// calls are reused. Nobody holds on to one that has its answer: transports and
// bodies only get what belongs to their own attempt.
var calls = sync.Pool{New: func() any {
	fresh := new(call)
	fresh.checks = fresh.check
	return fresh
}}

func (c *call) carryOut(ctx context.Context) (*http.Response, error) {
	if ctx == nil {
		return nil, c.failed(errors.New("the context is nil"))
	}
	if err := ctx.Err(); err != nil {
		return nil, c.failed(err)
	}
	return c.observed(ctx)
}

// observed runs the call between the two hooks of the observer.
func (c *call) observed(ctx context.Context) (*http.Response, error) {
	observer := &c.client.config.observer
	if observer.OperationStarted == nil && observer.OperationDone == nil {
		return c.run(ctx)
	}
	info := c.op.info()
	if observer.OperationStarted != nil {
		if observed := observer.OperationStarted(ctx, info); observed != nil {
			ctx = observed
		}
	}
	started := time.Now()
	response, err := c.run(ctx)
	if observer.OperationDone != nil {
		observer.OperationDone(ctx, OperationResult{
			OperationInfo: info, Attempts: c.attempts, StatusCode: c.status, Duration: time.Since(started),
			PlaceWait: c.placeWait, Throttles: c.throttles, Err: err,
		})
	}
	return response, err
}

func (c *call) run(ctx context.Context) (*http.Response, error) {
	if err := c.newRequest(ctx); err != nil {
		return nil, err
	}
	defer c.op.content.Finish()
	c.http = c.client.config.httpClient
	c.http.Transport = attempts{c}
	if err := c.prepare(c.request.Request); err != nil {
		return nil, c.unprepared(err)
	}
	c.engine.HTTPClient = &c.http
	c.engine.RetryMax = math.MaxInt // check counts for itself
	c.engine.CheckRetry = c.checks
	c.engine.Backoff = statedWait
	c.engine.ErrorHandler = passOn

	response, err := c.engine.Do(&c.request)
	switch {
	case !c.decided:
		err = c.interrupted(err)
	case c.err != nil:
		err = c.err
	}
	if c.settings.capture != nil {
		c.settings.capture.Attempts = c.attempts
		c.settings.capture.Skipped = c.skipped
	}
	if err != nil {
		return nil, err
	}
	c.client.config.budget.Refund()
	return response, nil
}

// noHeader is what http.Client gets in place of a call's header. Nobody writes
// to it.
var noHeader = http.Header{}

// prepare makes the request ready for its next attempt. The token comes last,
// since it may be replaced during the wait for a place.
func (c *call) prepare(request *http.Request) error {
	if err := c.takePlace(request.Context()); err != nil {
		return err
	}
	request.Header = noHeader
	if c.http.Jar != nil {
		// http.Client puts the cookies into the header, and a jar may keep the
		// URL.
		target := c.target
		request.Header, request.URL = http.Header{}, &target
	}
	if err := c.authorize(request); err != nil {
		return err
	}
	if c.isWatched() {
		c.started = time.Now()
	}
	return nil
}

// statedWait is the engine's Backoff. The wait has been decided by check, which
// knows the answer and the context, and stored in RetryWaitMin.
func statedWait(wait, _ time.Duration, _ int, _ *http.Response) time.Duration { return wait }

// passOn is the engine's ErrorHandler: it never returns a response and an error
// together, and leaves the error as it is. The body has been read and closed.
func passOn(_ *http.Response, err error, _ int) (*http.Response, error) { return nil, err }

// interrupted explains a call that ended between two attempts: the context
// ended during the wait, or no token or no place could be had.
func (c *call) interrupted(cause error) error {
	failure := c.failed(errors.Join(cause, c.err))
	switch cause.(type) {
	case *PaceError:
		failure = c.failed(errors.Join(cause, &unclassified{c.err}))
	case *limiterError:
		_, refused := c.err.(*GraphAPIError)
		failure.passing = !refused
	}
	failure.gaveUp = "before the next attempt"
	if c.doubtful {
		failure.markUnknown(c.op.reconcile)
	}
	return failure
}

// unprepared explains a call that ended before its first attempt.
func (c *call) unprepared(cause error) error {
	failure := c.failed(cause)
	_, failure.passing = cause.(*limiterError)
	return failure
}

// failed makes the error of a call without a usable answer.
func (c *call) failed(cause error) *TransportError {
	return &TransportError{
		fromCall:  true,
		Operation: c.op.name(),
		Attempts:  c.attempts,
		Err:       c.secrets().Error(cause),
	}
}

// secrets returns the values that the call has sent and that no error may show.
func (c *call) secrets() redact.Secrets {
	secrets := redact.Parameters(c.op.Query, c.op.Form, c.op.Multipart.fields(), c.settings.query)
	secrets.Values = append(secrets.Values, c.token, c.proof)
	if proof := c.client.config.proof; proof != nil {
		secrets.Values = append(secrets.Values, proof.Secret())
	}
	switch {
	case c.op.link != nil:
		secrets.AddURL(c.op.link)
	case c.op.session:
		secrets.AddQuery(signatureOf(c.op.Path[0]))
	}
	if body, ok := c.op.Body.(secretHolder); ok {
		for _, secret := range body.secrets() {
			secrets.Add(secret)
		}
	}
	return secrets
}

// A secretHolder is a request with secrets that Graph may repeat in its answer:
// passcodes, PINs, passwords.
type secretHolder interface{ secrets() []string }
