package webhook

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// defaultKeptRequests is far more than a phone number may ask for at a time,
// and some megabytes at most.
const defaultKeptRequests = 1000

// GroupRequests waits for the outcome of requests to the Groups API. Graph
// answers such a request with an id and carries it out later; a webhook with
// the same id says what came of it.
//
//	requests := new(webhook.GroupRequests)
//	handler, err := webhook.NewHandler(config, requests.Callback(router.Handle))
//	...
//	created, err := client.Groups.Create(ctx, phoneNumberID, group)
//	...
//	ctx, cancel := context.WithTimeout(ctx, time.Minute)
//	defer cancel()
//	event, err := requests.WaitLifecycle(ctx, created.RequestID)
//
// It does not matter which is first, the webhook or the wait: outcomes that
// nobody waits for are kept. Meta does not say how long a request takes, and
// sends nothing if the app has not subscribed to the field, so give the context
// a deadline. An outcome that comes later can still be waited for.
//
// The webhook has to reach the process that waits. With several processes
// behind one callback URL, pass the events on and call [GroupRequests.Observe]
// in each of them.
//
// The zero value is ready for use, by any number of goroutines.
type GroupRequests struct {
	// Keep is how many outcomes are kept, those that came last; 1,000 by
	// default. Set it before the first use.
	Keep int

	mutex    sync.Mutex
	requests map[string]*groupRequest
	settled  []string // the ids whose outcomes are kept, the oldest first
}

// A groupRequest is one that is waited for, or whose outcome is kept.
type groupRequest struct {
	done    chan struct{} // closed once there is an event
	event   Event
	waiting int
}

// Callback returns a callback that passes every event to next, nil for none,
// after those who wait for it have it. They have it even if next fails.
func (r *GroupRequests) Callback(next Callback) Callback {
	return func(ctx context.Context, event Event) error {
		r.Observe(event)
		if next == nil {
			return nil
		}
		return next(ctx, event)
	}
}

// Observe takes the outcome of a request from an event and reports whether it
// has one. Of an event that is delivered again, it takes the first.
func (r *GroupRequests) Observe(event Event) bool {
	id := groupRequestID(event)
	if id == "" {
		return false
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	request := r.find(id)
	if request.event != nil {
		return true
	}
	request.event = event
	close(request.done)
	r.settled = append(r.settled, id)
	keep := r.Keep
	if keep <= 0 {
		keep = defaultKeptRequests
	}
	for len(r.settled) > keep {
		delete(r.requests, r.settled[0])
		r.settled = r.settled[1:]
	}
	return true
}

// groupRequestID returns the id of the request that the event settles, if any.
func groupRequestID(event Event) string {
	switch e := event.(type) {
	case *GroupLifecycleEvent:
		return e.Group.RequestID
	case *GroupParticipantsEvent:
		return e.Group.RequestID
	case *GroupSettingsEvent:
		return e.Group.RequestID
	}
	return ""
}

// WaitLifecycle waits until a group is made or deleted. If that failed, the
// error is a [GroupRequestError], and the event is there too.
func (r *GroupRequests) WaitLifecycle(ctx context.Context, requestID string) (*GroupLifecycleEvent, error) {
	return waitForGroup[*GroupLifecycleEvent](ctx, r, requestID)
}

// WaitParticipants waits until users are added to a group or removed from it.
// If that failed for some or all, the error is a [GroupRequestError], and the
// event, which says for whom it did not, is there too.
func (r *GroupRequests) WaitParticipants(ctx context.Context, requestID string) (*GroupParticipantsEvent, error) {
	return waitForGroup[*GroupParticipantsEvent](ctx, r, requestID)
}

// WaitSettings waits until the settings of a group are changed. If that failed
// for some or all of them, the error is a [GroupRequestError], and the event,
// which says what was changed, is there too.
func (r *GroupRequests) WaitSettings(ctx context.Context, requestID string) (*GroupSettingsEvent, error) {
	return waitForGroup[*GroupSettingsEvent](ctx, r, requestID)
}

func waitForGroup[E Event](ctx context.Context, r *GroupRequests, requestID string) (E, error) {
	var none E
	event, err := r.wait(ctx, requestID)
	if err != nil {
		return none, err
	}
	found, ok := event.(E)
	if !ok {
		return none, fmt.Errorf("webhook: the group request %s was settled by an event of the field %s", requestID, event.Field())
	}
	if failed, failures := groupFailures(event); failed {
		return found, &GroupRequestError{RequestID: requestID, Errors: failures}
	}
	return found, nil
}

func (r *GroupRequests) wait(ctx context.Context, requestID string) (Event, error) {
	if requestID == "" {
		return nil, errors.New("webhook: the id of the group request is empty, so no webhook can be matched; read the group to see what was done")
	}
	request := r.join(requestID)
	defer r.leave(requestID, request)
	select {
	case <-request.done:
		return request.event, nil
	default:
	}
	select {
	case <-request.done:
		return request.event, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("webhook: the group request %s is not settled yet: %w", requestID, context.Cause(ctx))
	}
}

func (r *GroupRequests) join(id string) *groupRequest {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	request := r.find(id)
	request.waiting++
	return request
}

// leave forgets a request without an outcome that nobody waits for any more.
func (r *GroupRequests) leave(id string, request *groupRequest) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	request.waiting--
	if request.waiting == 0 && request.event == nil {
		delete(r.requests, id)
	}
}

// find returns the request with this id, a new one if there is none. The mutex
// must be locked.
func (r *GroupRequests) find(id string) *groupRequest {
	request := r.requests[id]
	if request == nil {
		if r.requests == nil {
			r.requests = map[string]*groupRequest{}
		}
		request = &groupRequest{done: make(chan struct{})}
		r.requests[id] = request
	}
	return request
}

// A GroupRequestError says that a request to the Groups API was not carried
// out, or not as a whole.
type GroupRequestError struct {
	RequestID string
	// Errors are the reasons, as far as Meta gives any: those of the request,
	// and then those of single participants or settings.
	Errors []Error
}

// Error names the request and the reasons.
func (e *GroupRequestError) Error() string {
	text := "webhook: the group request " + e.RequestID + " failed, or a part of it did"
	for i := range e.Errors {
		text += ": " + e.Errors[i].Error()
	}
	return text
}

// Unwrap returns the reasons, each an [Error].
func (e *GroupRequestError) Unwrap() []error {
	reasons := make([]error, len(e.Errors))
	for i := range e.Errors {
		reasons[i] = &e.Errors[i]
	}
	return reasons
}

// groupFailures reports whether some of a request failed, and why.
func groupFailures(event Event) (failed bool, reasons []Error) {
	switch e := event.(type) {
	case *GroupLifecycleEvent:
		reasons = e.Group.Errors
	case *GroupParticipantsEvent:
		failed, reasons = len(e.Group.FailedParticipants) > 0, e.Group.Errors
		for _, participant := range e.Group.FailedParticipants {
			reasons = append(reasons[:len(reasons):len(reasons)], participant.Errors...)
		}
	case *GroupSettingsEvent:
		return e.Group.failures()
	}
	return failed || len(reasons) > 0, reasons
}

// failures reports whether a setting was not changed, and why.
func (s *GroupSettings) failures() (failed bool, reasons []Error) {
	reasons = append(reasons, s.Errors...)
	if picture := s.ProfilePicture; picture != nil && !picture.UpdateSuccessful {
		failed, reasons = true, append(reasons, picture.Errors...)
	}
	for _, text := range []*GroupText{s.GroupSubject, s.GroupDescription} {
		if text != nil && !text.UpdateSuccessful {
			failed, reasons = true, append(reasons, text.Errors...)
		}
	}
	return failed || len(reasons) > 0, reasons
}
