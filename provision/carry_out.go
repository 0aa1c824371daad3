package provision

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/wabakit/whatsapp"
)

// fresh reads one thing again and compares it with what is wanted.
func (d *definition[T]) fresh(ctx context.Context, s *session, target Target, want *T) (verdict, *found[T], error) {
	there, err := d.read(ctx, s, target.scope(), []*T{want})
	if err != nil {
		return verdict{}, nil, err
	}
	v, err := d.compare(ctx, s, target, want, there)
	return v, named(there, target.Name), err
}

func (d *definition[T]) apply(ctx context.Context, s *session, change Change) (Outcome, error) {
	want := new(T)
	if err := json.Unmarshal(change.Desired, want); err != nil {
		return "", fmt.Errorf("decode what is desired: %w", err)
	}
	want, err := d.completed(s, want)
	if err != nil {
		return "", err
	}
	v, have, err := d.fresh(ctx, s, change.Target, want)
	switch {
	case err != nil:
		return "", err
	case v.change.Action == "":
		return OutcomeUnchanged, nil
	case v.wait:
		return outcomeWaiting, fmt.Errorf("%w: %s", ErrBlocked, v.change.Blocked)
	case v.change.Blocked != "":
		return "", fmt.Errorf("%w: %s", ErrBlocked, v.change.Blocked)
	case isMore(v.change, change):
		return "", ErrPlanOutdated
	}
	err = d.carryOut(ctx, s, change.Target.scope(), v.change.Action, want, have)
	if !isLost(err) || ctx.Err() != nil {
		return OutcomeApplied, err
	}
	if again, _, readErr := d.fresh(ctx, s.again(), change.Target, want); readErr == nil && again.change.Action == "" {
		return OutcomeApplied, nil
	}
	return "", err
}

// isLost reports whether a request may have been carried out although it has
// failed.
func isLost(err error) bool {
	_, unanswered := errors.AsType[*whatsapp.TransportError](err)
	return unanswered || errors.Is(err, whatsapp.ErrOutcomeUnknown)
}

// isMore reports whether a change that has to be made now is graver than the
// one that was planned.
func isMore(now, planned Change) bool {
	return now.Action == ActionDelete && planned.Action != ActionDelete || now.Reviewed && !planned.Reviewed ||
		slices.ContainsFunc(now.Irreversible, func(reason string) bool { return !slices.Contains(planned.Irreversible, reason) })
}

func (d *definition[T]) carryOut(ctx context.Context, s *session, scope Target, action Action, want *T, have *found[T]) error {
	switch {
	case action == ActionDelete && d.remove != nil:
		return d.remove(ctx, s, scope, have)
	case action == ActionUpdate && d.update != nil:
		return d.update(ctx, s, scope, want, have)
	case action == ActionCreate && d.create != nil:
		return d.create(ctx, s, scope, want)
	}
	return fmt.Errorf("a %s cannot be the subject of the action %q", d.kind, action)
}

func (d *definition[T]) review(ctx context.Context, s *session, target Target) (review, error) {
	if d.reviewOf == nil {
		return review{}, nil
	}
	there, err := d.read(ctx, s, target.scope(), nil)
	if err != nil {
		return review{}, err
	}
	have := named(there, target.Name)
	if have == nil {
		return review{}, nil
	}
	return d.reviewOf(have), nil
}
