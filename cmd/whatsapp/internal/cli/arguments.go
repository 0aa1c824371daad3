package cli

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// The characters of ids, and of phone numbers as people write them.
const (
	digits           = "0123456789"
	numberCharacters = "+-.() " + digits
)

// consistsOf reports whether a text, which may be empty, has no others than the
// characters.
func consistsOf(text, characters string) bool { return strings.Trim(text, characters) == "" }

// recipient is the name of the argument that says whom a message is for.
const recipient = "the recipient"

// exactArgs is that of cobra, with names for what is missing.
func exactArgs(names ...string) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		switch {
		case len(args) < len(names):
			return usagef(command, "%s is missing", names[len(args)])
		case len(args) > len(names):
			return surplus(command, names, args)
		}
		for i, name := range names {
			if ids, ok := numericIDs[name]; ok && !consistsOf(args[i], digits) {
				return usagef(command, "invalid id %q; want digits, as %s", args[i], ids)
			}
		}
		return nil
	}
}

// numericIDs are the arguments that are ids of digits, and what shows them.
var numericIDs = map[string]string{
	"the id of the flow":  `"whatsapp flows list" shows them`,
	"the id of the media": `"whatsapp media upload" and webhooks have them`,
}

// argOrFlag takes one argument in place of the value of a flag, or none.
func argOrFlag(flag string) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		switch {
		case len(args) == 0:
			return nil
		case isSimulator(command, args[0]):
			return surplus(command, nil, args)
		case len(args) > 1:
			return surplus(command, nil, args[1:])
		case command.Flags().Changed(flag):
			return usagef(command, "unexpected argument %q; --%s says %q", args[0], flag, command.Flag(flag).Value)
		}
		return command.Flags().Set(flag, args[0])
	}
}

// surplus refuses arguments that a command does not take, and says where they
// belong if that is plain.
func surplus(command *cobra.Command, names, args []string) error {
	argument := args[len(names)]
	if isSimulator(command, argument) {
		return usagef(command, "unexpected argument %q; write --simulator=%s", argument, argument)
	}
	if len(names) > 1 && names[0] == recipient && consistsOf(args[1], digits) {
		return usagef(command, "unexpected argument %q; a phone number with spaces needs quotes", argument)
	}
	if flag := flagFor(command, argument, len(names) > 0); flag != "" {
		return usagef(command, "unexpected argument %q; write %s", argument, flag)
	}
	if slices.Contains(names, "the text") {
		return usagef(command, "unexpected argument %q; a text with spaces needs quotes", argument)
	}
	return usagef(command, "unexpected argument %q", argument)
}

// isSimulator reports whether an argument is meant for --simulator, which takes
// its value after = only.
func isSimulator(command *cobra.Command, argument string) bool {
	return command.Flags().Changed("simulator") && strings.HasPrefix(argument, "http")
}

// argumentForms are forms of arguments, and the flags that they may belong to.
var argumentForms = []struct {
	form   *regexp.Regexp
	flags  []string
	before string // what the flag's value has besides
}{
	{regexp.MustCompile(`^[0-9]{10,}$`), []string{"number", "account"}, ""},
	{regexp.MustCompile(`^[0-9]{4,5}$`), []string{"listen"}, "127.0.0.1:"},
	{regexp.MustCompile(`^\+[0-9]`), []string{"phone"}, ""},
	{regexp.MustCompile(`^https?://`), []string{"forward", "callback"}, ""},
	{regexp.MustCompile(`\.(json|ya?ml)$`), []string{"world", "out"}, ""},
	{regexp.MustCompile(`^[a-z]{2}(_[A-Z]{2})?$`), []string{"language"}, ""},
	{regexp.MustCompile(`^[A-Z_]+$`), []string{"status", "method"}, ""},
	{regexp.MustCompile(`^[a-z0-9]+(_[a-z0-9]+)+$`), []string{"name", "template"}, ""},
	{regexp.MustCompile(``), []string{"caption", "param"}, ""},
}

// flagFor returns the flag with a surplus argument as its value, "" if the
// command has none for it.
func flagFor(command *cobra.Command, argument string, takesOthers bool) string {
	for _, known := range argumentForms {
		if !known.form.MatchString(argument) {
			continue
		}
		for _, name := range known.flags {
			flag := command.Flags().Lookup(name)
			switch {
			case flag == nil, flag.Changed && name != "param": // which may be there several times
			case name == "out" && takesOthers: // a second file is rather one to read
			default:
				return "--" + name + " " + word(known.before+argument)
			}
		}
	}
	return ""
}

var plainWord = regexp.MustCompile(`^[A-Za-z0-9_./:=+-]+$`)

// word returns a text as an argument of a command line, in quotes if it needs
// them.
func word(text string) string {
	if plainWord.MatchString(text) {
		return text
	}
	return strconv.Quote(text)
}
