package cli

import (
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp"
)

// The groups of commands in the help of the root.
const (
	groupTry     = "try"
	groupWork    = "work"
	groupSetUp   = "setup"
	groupSupport = "support"
)

const rootHelp = `Work with the WhatsApp Business Platform from the command line.

Without an account, "whatsapp simulate" opens the phone of a user in the
browser, and every other command talks to it with --simulator.

With an account, "whatsapp profile set" keeps its ids and where its access token
is. Environment variables do as well: see "whatsapp help environment".`

func newRoot(s *shell) *cobra.Command {
	root := &cobra.Command{
		Use:           "whatsapp",
		Short:         "Work with the WhatsApp Business Platform",
		Long:          rootHelp,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE:          helpOrUnknown,
	}
	root.CompletionOptions.HiddenDefaultCmd = false
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	root.SetFlagErrorFunc(flagMistake)
	root.AddGroup(
		&cobra.Group{ID: groupTry, Title: "Try it:"},
		&cobra.Group{ID: groupWork, Title: "Everyday work:"},
		&cobra.Group{ID: groupSetUp, Title: "Set up:"},
		&cobra.Group{ID: groupSupport, Title: "Look closer:"},
	)
	root.SetCompletionCommandGroupID(groupSetUp)
	s.addFlags(root)
	for _, group := range []struct {
		id       string
		commands []*cobra.Command
	}{
		{groupTry, []*cobra.Command{newSimulate(s), newListen(s), newTrigger(s), newReplay(s)}},
		{groupWork, []*cobra.Command{newSend(s), newMedia(s), newOTP(s), newTemplates(s), newFlows(s), newNumbers(s)}},
		{groupSetUp, []*cobra.Command{newProfile(s), newAccount(s), newAutomation(s), newManual(s)}},
		{groupSupport, []*cobra.Command{newDoctor(s), newAPI(s)}},
	} {
		for _, command := range group.commands {
			command.GroupID = group.id
			command.SuggestFor = otherWords[command.Name()]
			root.AddCommand(command)
		}
	}
	root.AddCommand(newEnvironmentTopic(), newExitCodesTopic())
	root.SetHelpCommand(newHelp())
	addCompletion(root)
	return root
}

// otherWords are those that other programs have for a command.
var otherWords = map[string][]string{
	"simulate": {"emulate", "emulator", "start", "serve"},
	"listen":   {"webhook", "webhooks", "receive"},
	"send":     {"message", "messages"},
	"otp":      {"code"},
	"numbers":  {"phone", "phones"},
	"profile":  {"login", "auth", "config", "configure", "init"},
	"doctor":   {"check", "status"},
}

// addCompletion adds cobra's command with the scripts of all shells, which
// takes any word in place of theirs.
func addCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	command := commandBelow(root, "completion")
	command.Args, command.RunE = cobra.ArbitraryArgs, helpOrUnknown
	command.Short = "Print the completion script of a shell"
	command.Long = "Print the script that completes commands and flags in a shell."
}

// version returns the version of the library and, where the command was
// installed as a module, its own.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "(library " + whatsapp.Version + ")"
	}
	return info.Main.Version
}

// group returns a command that only has others below it.
func group(use, short, long string, commands ...*cobra.Command) *cobra.Command {
	command := &cobra.Command{Use: use, Short: short, Long: long, Args: cobra.ArbitraryArgs, RunE: helpOrUnknown}
	command.AddCommand(commands...)
	return command
}
