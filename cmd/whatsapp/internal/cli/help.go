package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

// newHelp is in place of cobra's, which shows the help of something else if
// no command has that name.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		GroupID: groupSupport,
		Short:   "Help on a command or a topic",
		Example: "  whatsapp help send batch\n  whatsapp help exit-codes",
		Args:    cobra.ArbitraryArgs,
		RunE: func(command *cobra.Command, args []string) error {
			found := command.Root()
			for _, name := range args {
				below := commandBelow(found, name)
				if below == nil {
					return unknownCommand(found, name)
				}
				found = below
			}
			found.InitDefaultHelpFlag()
			found.InitDefaultVersionFlag()
			return found.Help()
		},
	}
}

func commandBelow(command *cobra.Command, name string) *cobra.Command {
	for _, below := range command.Commands() {
		if below.Name() == name || below.HasAlias(name) {
			return below
		}
	}
	return nil
}

// helpOrUnknown shows what is below a command. Cobra would accept an unknown
// word there.
func helpOrUnknown(command *cobra.Command, args []string) error {
	if len(args) == 0 {
		return command.Help()
	}
	return unknownCommand(command, args[0])
}

// unknownCommand says what there is in place of a name.
func unknownCommand(command *cobra.Command, name string) error {
	if !command.HasSubCommands() {
		return usagef(command, "unknown command %q: nothing is below %q", name, command.CommandPath())
	}
	if command.SuggestionsMinimumDistance <= 0 {
		command.SuggestionsMinimumDistance = 2
	}
	known := command.SuggestionsFor(name)
	if len(known) == 0 {
		known = furtherDown(command, name)
	}
	if len(known) > 0 {
		return usagef(command, "unknown command %q; did you mean %s?", name, strings.Join(known, " or "))
	}
	if flag := command.Flags().Lookup(name); flag != nil {
		return usagef(command, "unknown command %q; did you mean --%s?", name, name)
	}
	for _, below := range command.Commands() {
		if !below.Hidden {
			known = append(known, below.Name())
		}
	}
	return usagef(command, "unknown command %q; want one of %s", name, strings.Join(known, ", "))
}

// furtherDown returns the commands of a name in the groups below, unless there
// are too many of them to mean one.
func furtherDown(command *cobra.Command, name string) []string {
	var found []string
	for _, group := range command.Commands() {
		if commandBelow(group, name) != nil {
			found = append(found, group.Name()+" "+name)
		}
	}
	const most = 2
	if len(found) > most {
		return nil
	}
	return found
}
