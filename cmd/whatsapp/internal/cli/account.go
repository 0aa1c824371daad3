package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp/provision"
)

const accountHelp = `Keep accounts and their phone numbers as a file declares them: profiles,
automation, templates, flows, welcome sequences, QR codes, subscriptions,
settings and users.

"export" writes the file of what there is, "plan" shows what a file would change,
"apply" changes it. What a file does not mention is left alone, and to
delete something, declare it with state: absent.

The file is YAML or JSON; "schema" prints its JSON Schema, for editors. Pictures
that it names are in its folder, and so is .whatsapp-record.json, which remembers
the ones that were set: Graph does not tell.`

func newAccount(s *shell) *cobra.Command {
	return group("account", "Keep accounts as a file declares them", accountHelp,
		newAccountPlan(s), newAccountApply(s), newAccountExport(s), newAccountSchema(s))
}

// kindFlag adds the flag that limits what is read.
func kindFlag(command *cobra.Command, kinds *[]string) {
	command.Flags().StringSliceVar(kinds, "kinds", nil, "only these `kinds` of things, such as template,flow")
	_ = command.RegisterFlagCompletionFunc("kinds", cobra.FixedCompletions(kindNames(), cobra.ShellCompDirectiveNoFileComp))
}

// provisionKinds are in the order in which they are applied.
var provisionKinds = []provision.Kind{
	provision.KindUser, provision.KindSubscription, provision.KindDisplayName, provision.KindProfile,
	provision.KindAutomation, provision.KindCommerce, provision.KindCalling, provision.KindWebhookOverride,
	provision.KindFlow, provision.KindTemplate, provision.KindWelcomeSequence, provision.KindQRCode,
}

func kindNames() []string {
	names := make([]string, 0, len(provisionKinds))
	for _, kind := range provisionKinds {
		names = append(names, string(kind))
	}
	return names
}

// recordName is the file in which it is remembered which pictures were set.
const recordName = ".whatsapp-record.json"

// reading returns the options for a file, whose folder has the pictures that it
// names.
func (s *shell) reading(command *cobra.Command, file string, kinds []string) ([]provision.Option, error) {
	var options []provision.Option
	if file != "" && file != "-" {
		folder := filepath.Dir(s.path(file))
		options = append(options, provision.WithFiles(os.DirFS(folder)), provision.WithRecord(provision.NewFileRecord(filepath.Join(folder, recordName))))
	}
	if len(kinds) == 0 {
		return options, nil
	}
	var chosen []provision.Kind
	for _, name := range kinds {
		if !slices.Contains(provisionKinds, provision.Kind(name)) {
			return nil, usagef(command, "unknown kind %q; want some of %s", name, strings.Join(kindNames(), ", "))
		}
		chosen = append(chosen, provision.Kind(name))
	}
	return append(options, provision.WithKinds(chosen...)), nil
}

// readDocument reads the file that declares accounts.
func (s *shell) readDocument(path string) (*provision.Document, error) {
	content, err := s.readInput(path)
	if err != nil {
		return nil, err
	}
	source, err := parseYAML(content, provision.IsText)
	if err != nil {
		return nil, mistakeIn(path, err)
	}
	document, err := provision.Parse(source.json)
	if err != nil {
		return nil, mistakeIn(path, source.locate(err))
	}
	return document, nil
}

func newAccountPlan(s *shell) *cobra.Command {
	var kinds []string
	var out string
	var yes bool
	command := &cobra.Command{
		Use:   "plan FILE",
		Short: "Show what would change",
		Long: `Show what "apply" would change, what of it cannot be undone and what Meta will
review. It changes nothing, and ends with 10 if there is something to change:
the account has drifted from the file, or the file is new. With --out, the plan is
also written to a file; one that is there already is replaced only after a question,
or with --yes.`,
		Example: "  whatsapp account plan shop.yaml\n  whatsapp account plan shop.yaml --out plan.json\n  whatsapp account apply --plan plan.json",
		Args:    exactArgs("the file"),
	}
	kindFlag(command, &kinds)
	command.Flags().StringVar(&out, "out", "", "also write the plan to a `file`, for apply --plan")
	yesFlag(command, &yes)
	command.RunE = func(command *cobra.Command, args []string) error {
		if out == "-" {
			return usagef(command, "--out wants a file; --json prints the plan")
		}
		if out != "" {
			if err := s.mayWrite(command, out, yes); err != nil {
				return err
			}
		}
		plan, err := s.makePlan(command, args[0], kinds)
		if err != nil {
			return err
		}
		if err := errors.Join(s.savePlan(plan, out), s.showPlan(plan)); err != nil {
			return err
		}
		if plan.Empty() {
			return nil
		}
		return verdict(exitDrift)
	}
	return command
}

// savePlan writes a plan to the file that --out names, if it names one.
func (s *shell) savePlan(plan *provision.Plan, out string) error {
	if out == "" {
		return nil
	}
	content, err := json.MarshalIndent(plan, "", "  ")
	if err != nil {
		return err
	}
	return s.writeOutput(out, append(content, '\n'), "The plan is in "+out+".")
}

func (s *shell) makePlan(command *cobra.Command, path string, kinds []string) (*provision.Plan, error) {
	options, err := s.reading(command, path, kinds)
	if err != nil {
		return nil, err
	}
	document, err := s.readDocument(path)
	if err != nil {
		return nil, err
	}
	client, err := s.client()
	if err != nil {
		return nil, err
	}
	return provision.NewPlan(command.Context(), client, document, options...)
}

// showPlan prints a plan, with the colors of its signs.
func (s *shell) showPlan(plan *provision.Plan) error {
	if s.json {
		return s.printJSON(plan)
	}
	for line := range strings.Lines(plan.String() + "\n") {
		text := clean(strings.TrimSuffix(line, "\n"))
		switch sign := strings.TrimSpace(text); {
		case strings.HasPrefix(sign, "+"):
			text = s.green(text)
		case strings.HasPrefix(sign, "-"):
			text = s.red(text)
		case strings.HasPrefix(sign, "~"), strings.HasPrefix(sign, "!"):
			text = s.yellow(text)
		}
		if _, err := fmt.Fprintln(s.Out, text); err != nil {
			return err
		}
	}
	return nil
}

func newAccountExport(s *shell) *cobra.Command {
	var kinds []string
	var out string
	var yes bool
	command := s.withWABA(&cobra.Command{
		Use:   "export",
		Short: "Write the file of what there is",
		Long: `Write what there is in an account and on its phone numbers as a file. A plan of it
is empty. It is YAML, and JSON with --json or for a file whose name ends so. It
has no secrets.

A file that is there already is replaced only after a question, or with --yes, and
once the new one is complete.`,
		Example:    "  whatsapp account export --out shop.yaml",
		Args:       exactArgs(),
		SuggestFor: []string{"show", "get", "list"},
	})
	kindFlag(command, &kinds)
	command.Flags().StringVar(&out, "out", "-", "write it to a `file`, or with - to standard output")
	yesFlag(command, &yes)
	command.RunE = func(command *cobra.Command, _ []string) error {
		if err := s.mayWrite(command, out, yes); err != nil {
			return err
		}
		options, err := s.reading(command, "", kinds)
		if err != nil {
			return err
		}
		client, wabaID, err := s.onAccount()
		if err != nil {
			return err
		}
		document, err := provision.Export(command.Context(), client, []string{wabaID}, options...)
		if err != nil {
			return err
		}
		for _, omitted := range document.Omitted {
			s.note("not in the file: %s", clean(omitted.String()))
		}
		content, err := json.MarshalIndent(document, "", "  ")
		if err != nil {
			return err
		}
		content = append(content, '\n')
		if !s.json && !strings.HasSuffix(out, ".json") {
			if content, err = toYAML(content); err != nil {
				return err
			}
		}
		return s.writeOutput(out, content, fmt.Sprintf("The account %s is in %s.", wabaID, out))
	}
	return command
}

func newAccountSchema(s *shell) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of the file",
		Long: `Print the JSON Schema of the file. An editor that knows it completes and explains:
begin a YAML file with "# yaml-language-server: $schema=schema.json".`,
		Args: exactArgs(),
		RunE: func(*cobra.Command, []string) error {
			_, err := s.Out.Write(provision.Schema())
			return err
		},
	}
}
