package provision

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wabakit/whatsapp"
)

// ApplyOptions change how [Plan.Apply] goes. The zero value stops at the first
// error and waits for no review.
type ApplyOptions struct {
	// ContinueOnError goes on with the other changes after one has failed. A
	// token that is not valid, and the end of the context, still end it.
	ContinueOnError bool
	// WaitForReviews waits until Meta has reviewed what the document declares,
	// or until the context ends: before an edit of what is under review, and at
	// the end for all reviews. A refusal is [ErrRejected].
	WaitForReviews bool
	// PollInterval is the time between two looks at a review: a minute unless
	// it is set.
	PollInterval time.Duration
	// VerifyToken returns the verify token for a callback. It is required where
	// the plan sets one: documents and plans hold no secrets.
	VerifyToken func(callbackURI string) (whatsapp.VerifyToken, error)
	// AppID is the app that the access token belongs to. It is required where
	// the plan changes subscriptions, because Graph subscribes and unsubscribes
	// the app of the token, whichever it is, and where it uploads files.
	AppID string
	// Progress is called before and after every change.
	Progress func(Progress)
	// Options are those that the plan was made with.
	Options []Option
}

// Progress is where [Plan.Apply] stands.
type Progress struct {
	// Step counts from 1 to Steps.
	Step, Steps int
	Change      Change
	// Outcome is empty before the change, and while its review is waited for.
	Outcome Outcome
	// Err is why the change has failed.
	Err error
}

// Outcome is what has become of a change.
type Outcome string

// The outcomes.
const (
	OutcomeApplied Outcome = "applied"
	// OutcomeUnchanged means that nothing was left to do.
	OutcomeUnchanged Outcome = "unchanged"
	OutcomeFailed    Outcome = "failed"
	// OutcomeSkipped means that it was not tried, because of an error before.
	OutcomeSkipped Outcome = "skipped"

	outcomeWaiting Outcome = "waiting"
)

// A Result is what has become of a change.
type Result struct {
	Target  Target
	Action  Action
	Outcome Outcome
	// Err is a [*StepError].
	Err error
}

const defaultPollInterval = time.Minute

// Apply makes the changes of a plan, in their order, and returns what has
// become of each. The error joins a [*StepError] for each that has failed.
//
// Before each change it reads again what it is about, and does only what is
// still to be done: the plan can be applied again after any failure, even of
// the process, and what is done already is done only once. A change whose
// answer was lost is looked up; if it is not found, it is reported as
// [whatsapp.ErrOutcomeUnknown] and not repeated by this call. What others have
// changed in the meantime is overwritten, but never with an effect that the
// plan did not announce: that is [ErrPlanOutdated].
//
// Do not run two of them over the same account at the same time: Graph has
// nothing to keep them apart.
func (p *Plan) Apply(ctx context.Context, client *whatsapp.Client, options ApplyOptions) ([]Result, error) {
	if p == nil {
		return nil, errors.New("provision: the plan is nil")
	}
	s, err := newSession(client, options.Options)
	if err != nil {
		return nil, err
	}
	s.tokens, s.appID = options.VerifyToken, options.AppID
	if options.PollInterval <= 0 {
		options.PollInterval = defaultPollInterval
	}
	if err := p.check(options); err != nil {
		return nil, err
	}
	run := &run{plan: p, session: s, options: options}
	return run.all(ctx)
}

// check refuses a plan that cannot be carried out before anything is changed.
func (p *Plan) check(options ApplyOptions) error {
	for _, change := range p.Changes {
		if _, err := kindNamed(change.Target.Kind); err != nil {
			return err
		}
		if options.VerifyToken == nil && change.setsCallback() {
			return fmt.Errorf("provision: the %s needs a verify token; set ApplyOptions.VerifyToken", change.Target)
		}
		if change.Target.Kind == KindSubscription && change.Target.Name != options.AppID {
			return fmt.Errorf("provision: the %s is not that of the access token's app; ApplyOptions.AppID is %q", change.Target, options.AppID)
		}
		if change.uploads() && options.AppID == "" {
			return fmt.Errorf("provision: the files of the %s are uploaded to an app; set ApplyOptions.AppID", change.Target)
		}
	}
	return nil
}

type run struct {
	plan    *Plan
	session *session
	options ApplyOptions
	results []Result
	errs    []error
	stopped bool
}

func (r *run) all(ctx context.Context) ([]Result, error) {
	for i, change := range r.plan.Changes {
		result := Result{Target: change.Target, Action: change.Action, Outcome: OutcomeSkipped}
		if !r.stopped && ctx.Err() == nil {
			result.Outcome, result.Err = r.step(ctx, i+1, change)
		}
		r.results = append(r.results, result)
	}
	if !r.stopped { // or the last error tells of it
		r.errs = append(r.errs, ctx.Err())
	}
	if r.options.WaitForReviews && !r.stopped {
		r.waitForAll(ctx)
	}
	return r.results, errors.Join(r.errs...)
}

func (r *run) step(ctx context.Context, step int, change Change) (Outcome, error) {
	progress := Progress{Step: step, Steps: len(r.plan.Changes), Change: change}
	r.report(progress)
	outcome, err := r.apply(ctx, change)
	if err != nil {
		outcome = OutcomeFailed
		err = &StepError{Target: change.Target, Action: change.Action, Err: err}
		r.errs = append(r.errs, err)
		lost := whatsapp.Decide(err).Action == whatsapp.ActionRenewToken
		r.stopped = !r.options.ContinueOnError || lost || ctx.Err() != nil
	}
	progress.Outcome, progress.Err = outcome, err
	r.report(progress)
	return outcome, err
}

func (r *run) report(progress Progress) {
	if r.options.Progress != nil {
		r.options.Progress(progress)
	}
}

// apply makes one change, after the review that blocks it, if that is to be
// waited for.
func (r *run) apply(ctx context.Context, change Change) (Outcome, error) {
	kind, err := kindNamed(change.Target.Kind)
	if err != nil {
		return "", err
	}
	for {
		outcome, err := kind.apply(ctx, r.session.again(), change)
		if outcome != outcomeWaiting || !r.options.WaitForReviews {
			return outcome, err
		}
		if _, err := r.wait(ctx, change.Target); err != nil {
			return "", err
		}
	}
}

// waitForAll waits for the reviews of all that the plan has changed or found
// under review.
func (r *run) waitForAll(ctx context.Context) {
	targets := append([]Target{}, r.plan.Reviews...)
	for i, change := range r.plan.Changes {
		done := r.results[i].Outcome == OutcomeApplied || r.results[i].Outcome == OutcomeUnchanged
		if done && change.Reviewed {
			targets = append(targets, change.Target)
		}
	}
	for _, target := range targets {
		ended, err := r.wait(ctx, target)
		if err == nil && ended.rejected != "" {
			err = fmt.Errorf("%w: %s", ErrRejected, ended.rejected)
		}
		if err != nil {
			r.errs = append(r.errs, fmt.Errorf("provision: the review of the %s: %w", target, err))
		}
		if ctx.Err() != nil {
			return
		}
	}
}

// wait returns once a review is over.
func (r *run) wait(ctx context.Context, target Target) (review, error) {
	kind, err := kindNamed(target.Kind)
	if err != nil {
		return review{}, err
	}
	for {
		state, err := kind.review(ctx, r.session.again(), target)
		if err != nil || !state.open {
			return state, err
		}
		timer := time.NewTimer(r.options.PollInterval)
		select {
		case <-ctx.Done():
			timer.Stop()
			return state, ctx.Err()
		case <-timer.C:
		}
	}
}
