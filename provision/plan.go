package provision

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/wabakit/whatsapp"
)

// A Plan lists what [Plan.Apply] would change. It can be stored as JSON.
type Plan struct {
	// Changes are in the order in which they are made.
	Changes []Change `json:"changes"`
	// Reviews are what Meta is reviewing already, and would not change.
	Reviews []Target `json:"reviews,omitzero"`
	// Warnings are about what would not change.
	Warnings []Warning `json:"warnings,omitzero"`
}

// A Change is one step of a plan.
type Change struct {
	Target Target `json:"target"`
	Action Action `json:"action"`
	// Differences are the members that change.
	Differences []Difference `json:"differences,omitzero"`
	// Irreversible says what about it cannot be undone.
	Irreversible []string `json:"irreversible,omitzero"`
	// Reviewed means that Meta reviews the change.
	Reviewed bool `json:"reviewed,omitzero"`
	// Blocked says why the change cannot be made at present.
	Blocked  string   `json:"blocked,omitzero"`
	Warnings []string `json:"warnings,omitzero"`
	// Desired is what the document declares.
	Desired json.RawMessage `json:"desired"`
}

// Action is what a change does.
type Action string

// The actions.
const (
	ActionCreate Action = "create"
	ActionUpdate Action = "update"
	ActionDelete Action = "delete"
)

// A Difference is a member that changes.
type Difference struct {
	// Path is such as "components[1].text".
	Path string `json:"path"`
	// Old and New are JSON. Old is missing where there is nothing yet.
	Old json.RawMessage `json:"old,omitzero"`
	New json.RawMessage `json:"new,omitzero"`
}

// A Warning is something to know about what a plan would not change, or an
// export does not have.
type Warning struct {
	Target Target `json:"target"`
	Text   string `json:"text"`
}

// NewPlan reads what there is and compares it with a document. It changes
// nothing. A document that Parse would refuse, or whose changes break the
// limits that Meta documents, is a [*DocumentError].
//
// It reads only what the document mentions. The permissions are those of
// reading each kind, whatsapp_business_management for most, and
// business_management for users.
func NewPlan(ctx context.Context, client *whatsapp.Client, document *Document, opts ...Option) (*Plan, error) {
	if document == nil {
		return nil, errors.New("provision: the document is nil")
	}
	if err := document.Validate(); err != nil {
		return nil, err
	}
	s, err := newSession(client, opts)
	if err != nil {
		return nil, err
	}
	planned, err := concurrently(ctx, s, s.readings(document), func(ctx context.Context, r reading) ([]verdict, error) {
		return r.kind.plan(ctx, s, r.scope, r.declared)
	})
	if err != nil {
		return nil, err
	}
	plan := &Plan{Changes: []Change{}}
	var mistakes []Mistake
	for _, verdict := range slices.Concat(planned...) {
		mistakes = append(mistakes, verdict.mistakes...)
		plan.add(verdict)
	}
	if len(mistakes) > 0 {
		return nil, &DocumentError{mistakes}
	}
	plan.sort()
	return plan, nil
}

func (p *Plan) add(v verdict) {
	if v.change.Action != "" {
		p.Changes = append(p.Changes, v.change)
		return
	}
	if v.underReview {
		p.Reviews = append(p.Reviews, v.change.Target)
	}
	for _, text := range v.change.Warnings {
		p.Warnings = append(p.Warnings, Warning{v.change.Target, text})
	}
}

// sort puts what others depend on first, and deletes in the opposite order at
// the end.
func (p *Plan) sort() {
	slices.SortStableFunc(p.Changes, func(a, b Change) int { return a.place() - b.place() })
}

func (c Change) place() int {
	rank := slices.IndexFunc(kinds(), func(k kind) bool { return k.name() == c.Target.Kind })
	if c.Action == ActionDelete {
		return 2*len(kinds()) - rank
	}
	return rank
}

// Empty reports whether there is nothing to change: the accounts are as the
// document declares them, and have not drifted from it.
func (p *Plan) Empty() bool { return len(p.Changes) == 0 }

// Irreversible reports whether a change cannot be undone.
func (p *Plan) Irreversible() bool {
	return slices.ContainsFunc(p.Changes, func(c Change) bool { return len(c.Irreversible) > 0 })
}
