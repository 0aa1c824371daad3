package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp"
)

func newFlows(s *shell) *cobra.Command {
	return group("flows", "Flows: forms inside a chat",
		`Flows are forms that people fill in without leaving the chat. A flow is a draft until
it is published; after that, its screens can change only in a new version of the draft.`,
		newFlowsList(s), newFlowsShow(s), newFlowsCreate(s), newFlowsUpload(s), newFlowsDownload(s),
		newFlowsPreview(s), newFlowsPublish(s), newFlowsDeprecate(s), newFlowsDelete(s))
}

func newFlowsList(s *shell) *cobra.Command {
	var limit int
	command := s.withWABA(&cobra.Command{Use: "list", Short: "List the flows of an account", Args: exactArgs()})
	limitFlag(command, &limit)
	command.RunE = func(command *cobra.Command, _ []string) error {
		client, wabaID, err := s.onAccount()
		if err != nil {
			return err
		}
		type flow = whatsapp.Flow
		return showList(s, limit, client.Flows.All(command.Context(), wabaID, nil), "The account has no flows.",
			column[flow]{"ID", func(f *flow) string { return f.ID }},
			column[flow]{"NAME", func(f *flow) string { return f.Name }},
			column[flow]{"STATUS", func(f *flow) string { return s.status(string(f.Status)) }},
			column[flow]{"CATEGORIES", func(f *flow) string { return joined(f.Categories) }},
			column[flow]{"MISTAKES", func(f *flow) string { return mark(len(f.ValidationErrors) > 0) }},
		)
	}
	return command
}

func joined[T ~string](values []T) string {
	texts := make([]string, 0, len(values))
	for _, value := range values {
		texts = append(texts, string(value))
	}
	return strings.Join(texts, ", ")
}

func newFlowsShow(s *shell) *cobra.Command {
	return &cobra.Command{
		Use:   "show FLOW",
		Short: "Show a flow, the mistakes of its JSON and its health",
		Args:  exactArgs("the id of the flow"),
		RunE: func(command *cobra.Command, args []string) error {
			client, err := s.client()
			if err != nil {
				return err
			}
			flow, err := client.Flows.Get(command.Context(), args[0], whatsapp.WithFields(
				"id", "name", "status", "categories", "validation_errors", "json_version", "data_api_version", "endpoint_uri", "health_status"))
			if err != nil {
				return err
			}
			return s.show(flow, func() details {
				lines := details{
					{"ID", flow.ID},
					{"Name", flow.Name},
					{"Status", s.status(string(flow.Status))},
					{"Categories", joined(flow.Categories)},
					{"JSON version", flow.JSONVersion},
					{"Data API version", flow.DataAPIVersion},
					{"Endpoint", flow.EndpointURI},
				}
				if flow.HealthStatus != nil {
					lines = append(lines, detail{"Can be sent", string(flow.HealthStatus.CanSendMessage)})
				}
				for i := range flow.ValidationErrors {
					lines = append(lines, detail{"Mistake", flow.ValidationErrors[i].Error()})
				}
				return lines
			})
		},
	}
}

func newFlowsCreate(s *shell) *cobra.Command {
	var file, endpoint string
	var categories []string
	var publish bool
	command := s.withWABA(&cobra.Command{
		Use:   "create NAME",
		Short: "Create a flow",
		Long: `Create a flow as a draft. With --file, the JSON in it has its screens; mistakes are
shown with their lines, and end with 6. The flow is there all the same.`,
		Example: "  whatsapp flows create booking --category APPOINTMENT_BOOKING --file booking.json --publish",
		Args:    exactArgs("the name of the flow"),
	})
	flags := command.Flags()
	flags.StringSliceVar(&categories, "category", []string{string(whatsapp.FlowCategoryOther)}, "what it is for, such as SURVEY")
	flags.StringVar(&file, "file", "", "`file` with its JSON")
	flags.StringVar(&endpoint, "endpoint", "", "https `URL` that its screens get their data from")
	flags.BoolVar(&publish, "publish", false, "publish it at once")
	command.RunE = func(command *cobra.Command, args []string) error {
		request := whatsapp.CreateFlowRequest{Name: args[0]}
		for _, category := range categories {
			request.Categories = append(request.Categories, whatsapp.FlowCategory(strings.ToUpper(category)))
		}
		if endpoint != "" {
			request.EndpointURI = &endpoint
		}
		if publish {
			request.Publish = &publish
		}
		var err error
		if file != "" {
			if request.FlowJSON, err = s.readJSON(file); err != nil {
				return err
			}
		}
		client, wabaID, err := s.onAccount()
		if err != nil {
			return err
		}
		created, err := client.Flows.Create(command.Context(), wabaID, request)
		if err != nil {
			return err
		}
		if err := s.sayDone(created, created.ID, fmt.Sprintf("Created %s: %s", request.Name, created.ID)); err != nil {
			return err
		}
		return s.mistakes(created.ValidationErrors)
	}
	return command
}

// mistakes tells of the mistakes in the JSON of a flow.
func (s *shell) mistakes(found whatsapp.FlowValidationErrors) error {
	if len(found) == 0 {
		return nil
	}
	for i := range found {
		s.note("%s", clean(found[i].Error()))
	}
	return verdict(exitInvalid)
}

func newFlowsUpload(s *shell) *cobra.Command {
	return &cobra.Command{
		Use:     "upload FLOW FILE",
		Short:   "Replace the JSON of a flow",
		Long:    "Replace the JSON of a flow. Mistakes are shown with their lines, and end with 6.",
		Example: "  whatsapp flows upload 1234567890 booking.json",
		Args:    exactArgs("the id of the flow", "the file"),
		RunE: func(command *cobra.Command, args []string) error {
			content, err := s.readJSON(args[1])
			if err != nil {
				return err
			}
			client, err := s.client()
			if err != nil {
				return err
			}
			updated, err := client.Flows.UpdateJSON(command.Context(), args[0], content)
			if err != nil {
				return err
			}
			counted := fmt.Sprintf("%d mistakes", len(updated.ValidationErrors))
			if len(updated.ValidationErrors) == 1 {
				counted = "1 mistake"
			}
			if err := s.say(updated, "Saved, with %s.", counted); err != nil {
				return err
			}
			return s.mistakes(updated.ValidationErrors)
		},
	}
}

func newFlowsDownload(s *shell) *cobra.Command {
	var yes bool
	command := &cobra.Command{
		Use:   "download FLOW FILE",
		Short: "Write the JSON of a flow to a file, or with - to standard output",
		Long: `Write the JSON of a flow to a file, or with - to standard output. A file that is
there already is replaced only after a question, or with --yes.`,
		Args: exactArgs("the id of the flow", "the file to write, or -,"),
	}
	yesFlag(command, &yes)
	command.RunE = func(command *cobra.Command, args []string) error {
		if err := s.mayWrite(command, args[1], yes); err != nil {
			return err
		}
		client, err := s.client()
		if err != nil {
			return err
		}
		content, err := client.Flows.DownloadJSON(command.Context(), args[0])
		if err != nil {
			return err
		}
		return s.writeOutput(args[1], content, fmt.Sprintf("The JSON of the flow %s is in %s.", args[0], args[1]))
	}
	return command
}

func newFlowsPreview(s *shell) *cobra.Command {
	var renew bool
	command := &cobra.Command{
		Use:   "preview FLOW",
		Short: "Print the address of a page that shows a flow",
		Long:  "Print the address of a page that shows a flow to everybody who has it, for 30 days.",
		Args:  exactArgs("the id of the flow"),
	}
	command.Flags().BoolVar(&renew, "renew", false, "make another address; the old one ends")
	command.RunE = func(command *cobra.Command, args []string) error {
		client, err := s.client()
		if err != nil {
			return err
		}
		get := client.Flows.Preview
		if renew {
			get = client.Flows.RenewPreview
		}
		preview, err := get(command.Context(), args[0])
		if err != nil {
			return err
		}
		return s.say(preview, "%s", clean(string(preview.PreviewURL)))
	}
	return command
}

// changeFlow is a command that does one thing to a flow, after it has asked.
func (s *shell) changeFlow(use, short, question, done string, change func(client *whatsapp.Client, command *cobra.Command, flowID string) error) *cobra.Command {
	var yes bool
	command := &cobra.Command{Use: use + " FLOW", Short: short, Args: exactArgs("the id of the flow")}
	yesFlag(command, &yes)
	command.RunE = func(command *cobra.Command, args []string) error {
		client, err := s.client()
		if err != nil {
			return err
		}
		if err := s.confirm(command, yes, fmt.Sprintf(question, args[0])); err != nil {
			return err
		}
		if err := change(client, command, args[0]); err != nil {
			return err
		}
		return s.say(map[string]bool{"success": true}, "%s", done)
	}
	return command
}

func newFlowsPublish(s *shell) *cobra.Command {
	return s.changeFlow("publish", "Publish a flow, so that it can be sent", "This publishes the flow %s, which cannot be undone.", "Published.",
		func(client *whatsapp.Client, command *cobra.Command, flowID string) error {
			return client.Flows.Publish(command.Context(), flowID)
		})
}

func newFlowsDeprecate(s *shell) *cobra.Command {
	return s.changeFlow("deprecate", "Take a published flow out of use", "This takes the flow %s out of use, which cannot be undone.", "Deprecated.",
		func(client *whatsapp.Client, command *cobra.Command, flowID string) error {
			return client.Flows.Deprecate(command.Context(), flowID)
		})
}

func newFlowsDelete(s *shell) *cobra.Command {
	return s.changeFlow("delete", "Delete a draft", "This deletes the flow %s.", "Deleted.",
		func(client *whatsapp.Client, command *cobra.Command, flowID string) error {
			return client.Flows.Delete(command.Context(), flowID)
		})
}
