package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp"
)

const automationHelp = `The welcome message, the ice breakers (prompts) and the commands of a phone number.

A file declares them, in YAML or JSON. What it leaves out stays, and an empty list
clears:

  enable_welcome_message: true
  prompts:
    - When do you open?
    - Where is my order?
  commands:
    - command_name: order
      command_description: Look up an order`

func newAutomation(s *shell) *cobra.Command {
	return group("automation", "Welcome message, ice breakers and commands", automationHelp,
		newAutomationShow(s), newAutomationPlan(s), newAutomationApply(s))
}

func newAutomationShow(s *shell) *cobra.Command {
	return s.withNumber(&cobra.Command{
		Use:   "show",
		Short: "Show what is set",
		Args:  exactArgs(),
		RunE: func(command *cobra.Command, _ []string) error {
			client, numberID, err := s.onNumber()
			if err != nil {
				return err
			}
			set, err := client.Automation.Get(command.Context(), numberID)
			if err != nil {
				return err
			}
			return s.show(set, func() details {
				lines := details{{"Welcome message", map[bool]string{true: "on", false: "off"}[set.EnableWelcomeMessage]}}
				for _, prompt := range set.Prompts {
					lines = append(lines, detail{"Prompt", prompt})
				}
				for _, command := range set.Commands {
					lines = append(lines, detail{"/" + command.Name, command.Description})
				}
				return lines
			})
		},
	})
}

func newAutomationPlan(s *shell) *cobra.Command {
	return s.withNumber(&cobra.Command{
		Use:     "plan FILE",
		Short:   "Show what a file would change",
		Long:    "Show what a file would change. It ends with 10 if there is something to change.",
		Example: "  whatsapp automation plan automation.yaml",
		Args:    exactArgs("the file"),
		RunE: func(command *cobra.Command, args []string) error {
			_, plan, err := s.planAutomation(command, args[0])
			if err != nil {
				return err
			}
			if err := s.showAutomationPlan(plan); err != nil || plan.Empty() {
				return err
			}
			return verdict(exitDrift)
		},
	})
}

func newAutomationApply(s *shell) *cobra.Command {
	return s.withNumber(&cobra.Command{
		Use:     "apply FILE",
		Short:   "Set what a file declares",
		Example: "  whatsapp automation apply automation.yaml",
		Args:    exactArgs("the file"),
		RunE: func(command *cobra.Command, args []string) error {
			client, plan, err := s.planAutomation(command, args[0])
			if err != nil {
				return err
			}
			if err := s.showAutomationPlan(plan); err != nil || plan.Empty() {
				return err
			}
			if err := client.Automation.Apply(command.Context(), plan); err != nil {
				return err
			}
			s.note("Applied.")
			return nil
		},
	})
}

func (s *shell) planAutomation(command *cobra.Command, path string) (*whatsapp.Client, *whatsapp.AutomationPlan, error) {
	desired, err := readRequest[whatsapp.ConversationalAutomationRequest](s, path)
	if err != nil {
		return nil, nil, err
	}
	client, numberID, err := s.onNumber()
	if err != nil {
		return nil, nil, err
	}
	plan, err := client.Automation.Plan(command.Context(), numberID, *desired)
	return client, plan, err
}

func (s *shell) showAutomationPlan(plan *whatsapp.AutomationPlan) error {
	type both struct {
		Empty   bool                              `json:"empty"`
		Current whatsapp.ConversationalAutomation `json:"current"`
		Target  whatsapp.ConversationalAutomation `json:"target"`
	}
	return s.say(both{plan.Empty(), plan.Current, plan.Target}, "%s", strings.TrimSuffix(plan.String(), "\n"))
}
