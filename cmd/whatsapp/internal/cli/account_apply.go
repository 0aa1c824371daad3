package cli

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/provision"
)

const accountApplyHelp = `Change what differs from the file, in the order of what depends on what. It shows
the plan and asks first.

It can be run again after any failure, even of this program, and does nothing
twice. With --wait, it waits until Meta has reviewed what changed; a refusal is an
error.

Where the file sets a callback, the verify token of the settings goes with it.`

// applyFlags are how a plan is applied.
type applyFlags struct {
	kinds []string
	plan  string
	keep  bool
	wait  bool
	yes   bool
	poll  time.Duration
}

func newAccountApply(s *shell) *cobra.Command {
	var flags applyFlags
	command := s.withApp(&cobra.Command{
		Use:     "apply [FILE]",
		Short:   "Change what differs from a file",
		Long:    accountApplyHelp,
		Example: "  whatsapp account apply shop.yaml\n  whatsapp account apply shop.yaml --yes --wait --timeout 24h",
		Args:    cobra.ArbitraryArgs,
	})
	kindFlag(command, &flags.kinds)
	set := command.Flags()
	set.StringVar(&flags.plan, "plan", "", "apply the plan in a `file` that plan --out has written")
	set.BoolVar(&flags.keep, "keep-going", false, "go on with the other changes after one has failed")
	set.BoolVar(&flags.wait, "wait", false, "wait for Meta's reviews")
	set.DurationVar(&flags.poll, "poll", time.Minute, "time between two looks at a review")
	yesFlag(command, &flags.yes)
	command.RunE = func(command *cobra.Command, args []string) error { return s.applyAccount(command, args, &flags) }
	return command
}

func (s *shell) applyAccount(command *cobra.Command, args []string, flags *applyFlags) error {
	plan, err := s.planToApply(command, args, flags)
	if err != nil {
		return err
	}
	if plan.Empty() && !flags.wait {
		return s.say([]applied{}, "There is nothing to change.")
	}
	settings, err := s.settings()
	if err != nil {
		return err
	}
	client, err := s.clientOf(settings)
	if err != nil {
		return err
	}
	if !plan.Empty() {
		if err := s.confirmPlan(command, plan, flags.yes); err != nil {
			return err
		}
	}
	options, err := s.reading(command, cmp.Or(flags.plan, strings.Join(args, "")), flags.kinds)
	if err != nil {
		return err
	}
	results, err := plan.Apply(command.Context(), client, provision.ApplyOptions{
		ContinueOnError: flags.keep, WaitForReviews: flags.wait, PollInterval: flags.poll,
		AppID: settings.AppID, Options: options, Progress: s.tellProgress,
		VerifyToken: func(string) (whatsapp.VerifyToken, error) {
			token, err := settings.secret(verifyToken)
			return whatsapp.VerifyToken(token), err
		},
	})
	err = errors.Join(err, s.showApplied(results))
	if err != nil && command.Context().Err() != nil {
		return &hintError{err: err, hint: "The same command goes on where this one stopped."}
	}
	return err
}

func (s *shell) planToApply(command *cobra.Command, args []string, flags *applyFlags) (*provision.Plan, error) {
	switch {
	case len(args) > 1:
		return nil, usagef(command, "unexpected argument %q", args[1])
	case flags.plan == "" && len(args) == 0:
		return nil, usagef(command, "the file is missing; want a file, or --plan with one")
	case flags.plan != "" && len(args) > 0:
		return nil, usagef(command, "%s and --plan exclude each other", args[0])
	}
	if flags.plan == "" {
		return s.makePlan(command, args[0], flags.kinds)
	}
	content, err := s.readJSON(flags.plan)
	if err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(content, &members) != nil || members["changes"] == nil {
		return nil, fmt.Errorf("%s is not a plan; want a file that plan --out has written", flags.plan)
	}
	var plan provision.Plan
	if err := json.Unmarshal(content, &plan); err != nil {
		return nil, mistakeIn(flags.plan, jsonMistake(content, err))
	}
	return &plan, nil
}

// confirmPlan shows a plan and asks about it.
func (s *shell) confirmPlan(command *cobra.Command, plan *provision.Plan, yes bool) error {
	if !s.json {
		if err := s.showPlan(plan); err != nil {
			return err
		}
	}
	question := "This changes the account."
	if plan.Irreversible() {
		question = "This changes the account, and not all of it can be undone."
	}
	return s.confirm(command, yes, question)
}

// tellProgress says what is done, as it is done.
func (s *shell) tellProgress(p provision.Progress) {
	switch {
	case p.Outcome == "":
		return
	case p.Err != nil && !errors.Is(p.Err, provision.ErrRejected):
		s.note("%d of %d  %s %s: %s", p.Step, p.Steps, p.Change.Action, p.Change.Target, s.red(string(p.Outcome)))
	default:
		s.note("%d of %d  %s %s: %s", p.Step, p.Steps, p.Change.Action, p.Change.Target, p.Outcome)
	}
}

// applied is what has become of a change.
type applied struct {
	Target  provision.Target  `json:"target"`
	Action  provision.Action  `json:"action"`
	Outcome provision.Outcome `json:"outcome"`
	Error   string            `json:"error,omitzero"`
}

func (s *shell) showApplied(results []provision.Result) error {
	all, counts := make([]applied, 0, len(results)), map[provision.Outcome]int{}
	for _, result := range results {
		one := applied{result.Target, result.Action, result.Outcome, ""}
		if result.Err != nil {
			one.Error = result.Err.Error()
		}
		all = append(all, one)
		counts[result.Outcome]++
	}
	return s.say(all, "%d applied, %d unchanged, %d failed, %d skipped",
		counts[provision.OutcomeApplied], counts[provision.OutcomeUnchanged], counts[provision.OutcomeFailed], counts[provision.OutcomeSkipped])
}
