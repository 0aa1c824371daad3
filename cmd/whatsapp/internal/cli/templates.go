package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp"
)

func newTemplates(s *shell) *cobra.Command {
	return group("templates", "Message templates",
		`Message templates: what Meta has to approve before it can be sent. A template has a
name, and an entry for each language.`,
		newTemplatesList(s), newTemplatesShow(s), newTemplatesCreate(s), newTemplatesDelete(s), newTemplatesLibrary(s))
}

func newTemplatesList(s *shell) *cobra.Command {
	var limit int
	var filter whatsapp.ListTemplatesOptions
	var status, category string
	command := s.withWABA(&cobra.Command{
		Use:     "list",
		Short:   "List the templates of an account",
		Example: "  whatsapp templates list --status REJECTED",
		Args:    exactArgs(),
	})
	limitFlag(command, &limit)
	flags := command.Flags()
	flags.StringVar(&filter.Name, "name", "", "only this name, in all languages")
	flags.StringVar(&filter.NameOrContent, "search", "", "only those with these words")
	flags.StringSliceVarP(&filter.Languages, "language", "l", nil, "only these languages")
	flags.StringVar(&status, "status", "", "only this status, such as APPROVED or PAUSED")
	flags.StringVar(&category, "category", "", "only MARKETING, UTILITY or AUTHENTICATION")
	command.RunE = func(command *cobra.Command, _ []string) error {
		client, wabaID, err := s.onAccount()
		if err != nil {
			return err
		}
		filter.Status = whatsapp.MessageTemplateStatus(strings.ToUpper(status))
		if category != "" {
			filter.Categories = []whatsapp.MessageTemplateCategory{whatsapp.MessageTemplateCategory(strings.ToUpper(category))}
		}
		fields := whatsapp.WithFields(whatsapp.FieldsOf[whatsapp.MessageTemplate]()...)
		return showList(s, limit, client.Templates.All(command.Context(), wabaID, &filter, fields), "There are no such templates.", s.templateColumns()...)
	}
	return command
}

func (s *shell) templateColumns() []column[whatsapp.MessageTemplate] {
	type template = whatsapp.MessageTemplate
	return []column[template]{
		{"NAME", func(t *template) string { return t.Name }},
		{"LANGUAGE", func(t *template) string { return t.Language }},
		{"CATEGORY", func(t *template) string { return string(t.Category) }},
		{"STATUS", func(t *template) string { return s.status(string(t.Status)) }},
		{"QUALITY", func(t *template) string {
			if t.QualityScore == nil {
				return ""
			}
			return s.status(string(t.QualityScore.Score))
		}},
		{"ID", func(t *template) string { return t.ID }},
	}
}

func newTemplatesShow(s *shell) *cobra.Command {
	var language string
	command := s.withWABA(&cobra.Command{
		Use:        "show NAME",
		Short:      "Show a template as people see it, in each language",
		Example:    "  whatsapp templates show order_shipped -l en_US",
		Args:       exactArgs("the name of the template"),
		SuggestFor: []string{"get", "view"},
	})
	command.Flags().StringVarP(&language, "language", "l", "", "only this language")
	command.RunE = func(command *cobra.Command, args []string) error {
		found, err := s.findTemplates(command, args[0], language)
		if err != nil {
			return err
		}
		if s.json {
			return s.printJSON(found)
		}
		for i, template := range found {
			if i > 0 {
				fmt.Fprintln(s.Out)
			}
			if err := s.printDetails(s.templateDetails(template)); err != nil {
				return err
			}
		}
		return nil
	}
	return command
}

// findTemplates returns the entries of a template, at least one.
func (s *shell) findTemplates(command *cobra.Command, name, language string) ([]*whatsapp.MessageTemplate, error) {
	client, wabaID, err := s.onAccount()
	if err != nil {
		return nil, err
	}
	options := &whatsapp.ListTemplatesOptions{Name: name}
	if language != "" {
		options.Languages = []string{language}
	}
	var found []*whatsapp.MessageTemplate
	for template, err := range client.Templates.All(command.Context(), wabaID, options, whatsapp.WithFields(whatsapp.FieldsOf[whatsapp.MessageTemplate]()...)) {
		if err != nil {
			return nil, err
		}
		if template.Name == name && (language == "" || template.Language == language) {
			found = append(found, template)
		}
	}
	if len(found) > 0 {
		return found, nil
	}
	return nil, &hintError{
		err:  &absentError{fmt.Sprintf("the account has no template %q%s", name, inLanguage(language))},
		hint: `"whatsapp templates list" shows those that it has.`,
	}
}

// An absentError is something that the account does not have.
type absentError struct{ text string }

func (e *absentError) Error() string        { return e.text }
func (e *absentError) Is(target error) bool { return target == whatsapp.ErrNotFound }

func inLanguage(language string) string {
	if language == "" {
		return ""
	}
	return " in " + language
}

func (s *shell) templateDetails(t *whatsapp.MessageTemplate) details {
	lines := details{
		{"Name", t.Name},
		{"Language", t.Language},
		{"ID", t.ID},
		{"Category", string(t.Category)},
		{"Status", s.status(string(t.Status))},
	}
	if t.RejectedReason != "" && t.RejectedReason != whatsapp.MessageTemplateRejectedReasonNone {
		lines = append(lines, detail{"Rejected for", string(t.RejectedReason)})
	}
	if header, ok := t.Components.Header(); ok {
		text := header.Text
		if text == "" {
			text = "(" + string(header.Format) + ")"
		}
		lines = append(lines, detail{"Header", text})
	}
	if body, ok := t.Components.Body(); ok {
		lines = append(lines, detail{"Body", body.Text})
	}
	if footer, ok := t.Components.Footer(); ok {
		lines = append(lines, detail{"Footer", footer.Text})
	}
	for i, button := range t.Components.Buttons() {
		lines = append(lines, detail{fmt.Sprintf("Button %d", i), buttonText(&button)})
	}
	return lines
}

// buttonText returns the label of a button, and what the button does.
func buttonText(button *whatsapp.MessageTemplateButton) string {
	does := strings.Join(slices.DeleteFunc([]string{
		string(button.Type), button.URL, button.PhoneNumber, button.FlowID, button.FlowName, string(button.OTPType),
	}, func(part string) bool { return part == "" }), " ")
	if button.Text == "" {
		return does
	}
	return button.Text + " (" + does + ")"
}

func newTemplatesCreate(s *shell) *cobra.Command {
	var wait bool
	var poll time.Duration
	command := s.withWABA(&cobra.Command{
		Use:   "create FILE",
		Short: "Create a template, for Meta to review",
		Long: `Create the template in a file, in YAML or JSON, in Graph's form: name, language,
category and components, or the library_template_name of one of Meta's library.

With --wait, it waits for the review, and ends with 8 if the template is rejected.
Many templates are better kept with "whatsapp account".`,
		Args: exactArgs("the file"),
	})
	command.Flags().BoolVar(&wait, "wait", false, "wait for Meta's review; see --timeout")
	command.Flags().DurationVar(&poll, "poll", 15*time.Second, "time between two looks at the review")
	command.RunE = func(command *cobra.Command, args []string) error {
		request, err := readRequest[whatsapp.CreateMessageTemplateRequest](s, args[0])
		if err != nil {
			return err
		}
		client, wabaID, err := s.onAccount()
		if err != nil {
			return err
		}
		created, err := client.Templates.Create(command.Context(), wabaID, *request)
		if err != nil {
			return err
		}
		if wait {
			if err := s.awaitReview(command, client, created, poll); err != nil {
				return err
			}
		}
		text := fmt.Sprintf("%s is %s, as %s: %s", request.Name, s.status(string(created.Status)), created.Category, created.ID)
		if err := s.sayDone(created, created.ID, text); err != nil {
			return err
		}
		if wait && created.Status != whatsapp.MessageTemplateStatusApproved {
			return verdict(exitPolicy)
		}
		return nil
	}
	return command
}

// awaitReview looks at a template until it is no longer under review.
func (s *shell) awaitReview(command *cobra.Command, client *whatsapp.Client, created *whatsapp.CreatedMessageTemplate, poll time.Duration) error {
	ctx := command.Context()
	if created.Status == whatsapp.MessageTemplateStatusPending {
		s.note("The template %s is under review.", created.ID)
	}
	for created.Status == whatsapp.MessageTemplateStatusPending {
		select {
		case <-ctx.Done():
		case <-time.After(max(poll, time.Millisecond)):
		}
		template, err := client.Templates.Get(ctx, created.ID, whatsapp.WithFields("status", "category"))
		if err != nil {
			return &hintError{err: err, hint: "The template " + created.ID + " was created, and was still under review."}
		}
		created.Status, created.Category = template.Status, template.Category
	}
	return nil
}

func newTemplatesDelete(s *shell) *cobra.Command {
	var language string
	var yes bool
	command := s.withWABA(&cobra.Command{
		Use:   "delete NAME",
		Short: "Delete a template, in one language or in all",
		Long: `Delete a template. Its name cannot be used again for 30 days if it was approved.
Messages that were sent are not affected.`,
		Args: exactArgs("the name of the template"),
	})
	command.Flags().StringVarP(&language, "language", "l", "", "only this language")
	yesFlag(command, &yes)
	command.RunE = func(command *cobra.Command, args []string) error {
		found, err := s.findTemplates(command, args[0], language)
		if err != nil {
			return err
		}
		client, wabaID, err := s.onAccount()
		if err != nil {
			return err
		}
		where := inLanguage(language)
		if language == "" {
			where = fmt.Sprintf(" in all languages (%d)", len(found))
		}
		if err := s.confirm(command, yes, "This deletes the template "+args[0]+where+"."); err != nil {
			return err
		}
		if language == "" {
			err = client.Templates.Delete(command.Context(), wabaID, args[0])
		} else {
			err = client.Templates.DeleteLanguage(command.Context(), wabaID, args[0], found[0].ID)
		}
		if err != nil {
			return err
		}
		return s.say(map[string]bool{"success": true}, "Deleted.")
	}
	return command
}

func newTemplatesLibrary(s *shell) *cobra.Command {
	var limit int
	var filter whatsapp.ListLibraryOptions
	command := &cobra.Command{
		Use:   "library [WORDS]",
		Short: "Look for templates in Meta's library",
		Long: `Look for templates in Meta's library. A template that is made from one of them is
approved at once: name it as library_template_name in "whatsapp templates create".`,
		Args: cobra.ArbitraryArgs,
	}
	limitFlag(command, &limit)
	command.Flags().StringVarP(&filter.Language, "language", "l", "", "only this language")
	command.RunE = func(command *cobra.Command, args []string) error {
		client, err := s.client()
		if err != nil {
			return err
		}
		filter.Search = strings.Join(args, " ")
		type template = whatsapp.LibraryTemplate
		return showList(s, limit, client.Templates.AllLibrary(command.Context(), &filter), "There are no such templates.",
			column[template]{"NAME", func(t *template) string { return t.Name }},
			column[template]{"LANGUAGE", func(t *template) string { return t.Language }},
			column[template]{"CATEGORY", func(t *template) string { return string(t.Category) }},
			column[template]{"BODY", func(t *template) string { return t.Body }},
		)
	}
	return command
}
